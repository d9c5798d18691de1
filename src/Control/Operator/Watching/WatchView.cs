using System.Globalization;
using GridFlow.Control.Operator.Anomalies;
using GridFlow.Control.Terminal;
using GridFlow.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GridFlow.Control.Operator.Watching;

/// <summary>One frame of <c>gridflow watch</c>, for a terminal of any size.</summary>
internal static class WatchView
{
    private const int LeastWidth = 40;
    private const int BarCells = 20;
    private const int NameWidth = 12;

    // The clock, the severity and the spaces behind them.
    private const int AnomalyPrefix = 19;

    public static IRenderable Render(WatchFrame frame, int terminalWidth, int terminalHeight)
    {
        // The last column and line stay free: some terminals scroll when they are written to.
        var width = Math.Max(LeastWidth, terminalWidth - 1);
        var top = frame.Metrics is { } metrics ? Figure(metrics, frame.Address, width) : [$"[grey]waiting for the first figures of {OperatorText.Safe(frame.Address)}[/]"];
        List<string> lines = [.. top, .. Notes(frame.Notes, width), "[grey]last anomalies[/]"];
        var room = Math.Max(1, terminalHeight - 1 - lines.Count);
        lines.AddRange(frame.Anomalies.Count == 0 ? ["[grey]none yet[/]"] : frame.Anomalies.Take(room).Select(anomaly => Line(anomaly, width)));
        return new Rows(lines.Select(line => new Markup(line)));
    }

    private static List<string> Figure(StreamMetricsResponse metrics, string address, int width)
    {
        var state = ContractWords.Of(metrics.State);
        var head = $" · {address} · {OperatorText.Time(metrics.At)} · Ctrl-C ends";
        var counts = metrics.ConservationDifference == 0 ? "" : $"  [red]{Figures.Count(metrics.ConservationDifference)} UNACCOUNTED FOR[/]";
        return
        [
            $"[bold {ContractWords.Colour(metrics.State)}]{state}[/][grey]{OperatorText.Safe(Figures.Fit(head, width - state.Length))}[/]",
            $"readings [bold]{OperatorText.Rate(metrics.ReadingsPerSecond)}[/]  anomalies [bold]{OperatorText.Rate(metrics.AnomaliesPerSecond)}[/]{counts}",
            $"latency {OperatorText.Latency(metrics.DetectionLatency)}",
            $"lag {Figures.Compact(metrics.LagReadings)}  meters {Figures.Compact(metrics.MetersTracked)}  dead letters {OperatorText.Rate(metrics.DeadLettersPerSecond)}",
            .. metrics.Blocks.Select(Queue),
        ];
    }

    private static string Queue(BlockStatus block)
    {
        var colour = block.QueueLength * 2 > block.QueueCapacity ? "yellow" : "green";
        return $"{OperatorText.Safe(Figures.Fit(block.Name, NameWidth - 1)),-NameWidth}[{colour}]{Figures.Bar(block.QueueLength, block.QueueCapacity, BarCells)}[/] {block.QueueLength}/{block.QueueCapacity}";
    }

    // A line of no text has no height.
    private static IEnumerable<string> Notes(IReadOnlyList<string> notes, int width) =>
        notes.Count == 0 ? [" "] : notes.Select(note => $"[yellow]! {OperatorText.Safe(Figures.Fit(note, width - 2))}[/]");

    private static string Line(Anomaly anomaly, int width)
    {
        var at = anomaly.DetectedAt?.ToDateTime().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
        return $"[grey]{at,-9}[/] [{ContractWords.Colour(anomaly.Severity)}]{ContractWords.Of(anomaly.Severity),-8}[/] {OperatorText.Safe(Figures.Fit(AnomalyLines.Sentence(anomaly), width - AnomalyPrefix))}";
    }
}
