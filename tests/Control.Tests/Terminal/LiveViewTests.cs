using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Topology;
using Spectre.Console;
using Xunit;

namespace GridFlow.Control.Terminal;

public sealed class LiveViewTests
{
    private static readonly DemoSnapshot Snapshot = new(
        TimeSpan.FromSeconds(83),
        "live: 1,000 readings/s from 1,000 meters, each every 1s",
        Notices.Status(),
        1002.4,
        12,
        11,
        [.. Enumerable.Range(0, 16).Select(i => Notices.Alarm($"M-{i:D4}"))],
        InstanceAddresses.Of(new GridFlowSettings()),
        "127.0.0.1:34567",
        "http://127.0.0.1:5080",
        ["a note"],
        null);

    [Theory]
    [InlineData(100, 30)]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void Render_AnySize_FitsAndShowsEverything(int width, int height)
    {
        var lines = Render(Snapshot, width, height);

        Assert.True(lines.Length < height, $"{lines.Length} lines of {height}");
        Assert.All(lines, line => Assert.True(line.Length < width, $"{line.Length}: {line}"));
        var text = string.Join('\n', lines);
        string[] expected =
        [
            "GridFlow", "RUNNING", "00:01:23", "live: 1,000 readings/s", "gRPC localhost:5051", "http://localhost:9464/metrics", "127.0.0.1:34567",
            "1,002 readings/s", "p50 4.1 ms  p99 12.3 ms", "lag 7  meters 321", "decode    ███░░░░░ 3/8", "detect-0  ████████ 8/8",
            "voltage         1,234", "injected 12, of them found 11",
            "consumed 1,000 = scored 900 + dropped 20 + dead letters 30 + in flight 50",
            "ERROR    meter M-0000: voltage 188.3 V, 6.2 σ below",
            "$ grpcurl -plaintext localhost:5051 gridflow.v1.PipelineControl/GetStatus",
        ];
        Assert.All(expected, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(40, 12)]
    public void Render_TinyTerminal_DoesNotThrow(int width, int height) => Assert.NotEmpty(Render(Snapshot, width, height));

    [Fact]
    public void Render_MarkupInTexts_IsShownAsItIs()
    {
        var text = string.Join('\n', Render(Snapshot with { LastWarning = "broker [1/2] is [red]down[/]", Alarms = [Notices.Alarm("M-[0]")] }, 100, 30));

        Assert.Contains("broker [1/2] is [red]down[/]", text, StringComparison.Ordinal);
        Assert.Contains("meter M-[0]:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Starting_ShowsWhatItWaitsFor()
    {
        var status = Notices.Status(PipelineState.Starting) with { Partitions = [], Blocks = [], Anomalies = [], DetectionLatency = default };
        var text = string.Join('\n', Render(Snapshot with { Status = status, Elapsed = default, Alarms = [] }, 100, 30));

        Assert.Contains("STARTING", text, StringComparison.Ordinal);
        Assert.Contains("no alarm yet", text, StringComparison.Ordinal);
        Assert.Contains("the registry does not answer", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_Plain_IsOneLine() =>
        Assert.Equal(
            "00:01:23 RUNNING 1,002 readings/s · consumed 1,000 · alarms 1,237 · injected 12, found 11 · p50 4.1 ms p99 12.3 ms · lag 7 · live: 1,000 readings/s from 1,000 meters, each every 1s",
            PlainView.Progress(Snapshot));

    private static string[] Render(DemoSnapshot snapshot, int width, int height)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(LiveView.Render(snapshot, width, height));
        return output.ToString().TrimEnd().Split('\n');
    }
}
