using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Xunit;

namespace GridFlow.Control.Reconciliation;

public sealed class ReconcileCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task RunAsync_NothingConfigured_SaysSoAndAsksNobody()
    {
        Assert.Equal(ExitCode.Done, await RunAsync(new ReconcileArguments(null, null, Json: false)));
        Assert.All(["off: Archive:Target is off", "off: InfluxDb:Url is not set", "nothing to compare"], part => Assert.Contains(part, _output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_SinceBehindUntil_IsABadArgument()
    {
        Assert.Equal(ExitCode.BadArguments, await RunAsync(new ReconcileArguments(TimeBound.Parse("1h"), TimeBound.Parse("2h"), Json: false)));
        Assert.Contains("--since must be before --until", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_Rows_HaveBothNumbersAndWhatIsWrong()
    {
        var rows = new[]
        {
            new ReconciledRow("readings", "t/0 [0, 1200)", 1_200, 1_200, 3, "1,190 archived + 10 dead letters", []),
            new ReconciledRow("readings", "t/1 [0, 900)", 900, 880, 0, "880 archived + 0 dead letters", ["neither archived nor a dead letter: offsets 7–26"]),
            ReconciledRow.Off("anomalies", "InfluxDb:Url is not set"),
        };
        new ReconcileView(Console()).Show(ReconcileReport.Of(null, null, rows));
        Assert.Contains("│ readings  │ t/0 [0, 1200) │    1,200 │ 1,200 │          0 │       3 │ ok 1,190 archived + 10 dead letters", _output.ToString(), StringComparison.Ordinal);
        Assert.All(["20 │       0 │ neither archived nor a dead letter: offsets 7–26 (880 archived", "off: InfluxDb:Url", "1 of 2 do not agree"], part => Assert.Contains(part, _output.ToString(), StringComparison.Ordinal));
    }

    private IAnsiConsole Console()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 240;
        return console;
    }

    private Task<int> RunAsync(ReconcileArguments arguments) =>
        ReconcileCommand.RunAsync(arguments, new GridFlowSettings(), Console(), _error, _time, TestContext.Current.CancellationToken);
}
