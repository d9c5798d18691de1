using GridFlow.Simulation;
using Spectre.Console;
using Xunit;

namespace GridFlow.Generator;

public sealed class ViewTests
{
    private static readonly GeneratorProgress Progress = new(
        new ProducerProgress(12_345, 12_300, 5, null, TimeSpan.FromSeconds(12)), [("spike", 3), ("level-shift", 1)], RowsSkipped: 0, TimeSpan.FromSeconds(12));

    private static readonly GeneratorSummary Summary = new()
    {
        Topic = "sensor-readings",
        ReadingsSent = 12_000,
        Acknowledged = 11_998,
        Failed = 2,
        Withheld = 7,
        RowsSkipped = 1,
        AnomaliesInjected = 4,
        InjectedByKind = new Dictionary<string, long> { ["spike"] = 3, ["level-shift"] = 1 },
        ReadingsPerSecond = 999.5,
        DurationSeconds = 12.006,
        LastError = "Local: Message timed out",
    };

    [Fact]
    public void Line_Progress_ReadsAsASentence() => Assert.Equal(
        "00:00:12  1,000 readings/s · 12,345 sent · 12,300 acknowledged · 5 failed · 4 anomalies injected",
        ProgressText.Line(Progress, 1_000));

    [Fact]
    public void Totals_AllThatCanHappen_IsTold() => Assert.Equal(
        """
        12,000 readings sent to sensor-readings in 12.0 s (999.5/s): 11,998 acknowledged, 2 failed.
        4 anomalies injected: spike 3, level-shift 1.
        7 readings left out: their meters were silenced.
        1 rows skipped because they cannot be read.
        Last delivery failure: Local: Message timed out
        """,
        ProgressText.Totals(Summary));

    [Fact]
    public void ToJson_Summary_IsOneObjectInSnakeCase() => Assert.Equal(
        """{"topic":"sensor-readings","readings_sent":12000,"acknowledged":11998,"failed":2,"withheld":7,"rows_skipped":1,"anomalies_injected":4,"""
        + """ "injected_by_kind":{"spike":3,"level-shift":1},"readings_per_second":999.5,"duration_s":12.006,"last_error":"Local: Message timed out"}""".TrimStart(),
        Summary.ToJson());

    [Fact]
    public void Render_Progress_ShowsNumbersAndWarnings()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Write(new LiveView(console, "title [x]").Render(Progress, 1_000));
        Assert.Contains("12,345", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("injected level-shift", text.ToString(), StringComparison.Ordinal);
    }
}
