using System.Globalization;
using GridFlow.Control.Configuration;
using GridFlow.Telemetry;
using GridFlow.Topology;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GridFlow.Control.Terminal;

/// <summary>One frame of the terminal view, for a terminal of any size from 80×24.</summary>
internal static class LiveView
{
    // Everything but what stands in the three boxes. The box of the last alarms takes what is left.
    private const int OtherLines = 11;
    private const int MinimumWidth = 79;
    private const int BoxFrame = 4;

    public static IRenderable Render(DemoSnapshot snapshot, int terminalWidth, int terminalHeight)
    {
        // The last column and line stay free: some terminals scroll when they are written to.
        var width = Math.Max(MinimumWidth, terminalWidth - 1);
        var flow = FlowLines(snapshot);
        var alarmLines = Math.Clamp(terminalHeight - 1 - OtherLines - Math.Max(flow.Count, AlarmTable.LineCount), 1, 12);
        return new Rows(
            Header(snapshot, width),
            Line(snapshot.Phase, width, "grey"),
            Line($"gRPC {snapshot.Addresses.Grpc} · metrics {snapshot.Addresses.Metrics}", width, "grey"),
            Line($"health {snapshot.Addresses.Health} · Kafka {snapshot.Kafka} · registry {snapshot.Registry}", width, "grey"),
            SideBySide(AlarmTable.Lines(snapshot), flow, width),
            Conservation(snapshot, width),
            LastAlarms(snapshot, width, alarmLines),
            Note(snapshot, width),
            Line($"$ {snapshot.Addresses.Grpcurl}", width, "aqua"));
    }

    private static Markup Header(DemoSnapshot snapshot, int width)
    {
        var state = snapshot.Status.State.ToString().ToUpperInvariant();
        var colour = snapshot.Status.State switch
        {
            PipelineState.Running => "green",
            PipelineState.Faulted => "red",
            _ => "yellow",
        };
        var name = $" GridFlow {ProductVersion.Text} demo ";
        var rest = $" · {Figures.Clock(snapshot.Elapsed)} · {SettingText.Kebab(snapshot.Status.Delivery.ToString())} · Ctrl-C stops";
        return new Markup($"[bold black on aqua]{name}[/] [bold {colour}]{state}[/][grey]{Figures.Fit(rest, width - name.Length - 1 - state.Length)}[/]");
    }

    private static Grid SideBySide(List<string> alarms, List<string> flow, int width)
    {
        var left = Math.Max(AlarmTable.Width + BoxFrame, width / 2);
        var right = width - left;
        var lines = Math.Max(alarms.Count, flow.Count);
        return new Grid()
            .AddColumn(new GridColumn { Width = left, Padding = new Padding(0, 0), NoWrap = true })
            .AddColumn(new GridColumn { Width = right, Padding = new Padding(0, 0), NoWrap = true })
            .AddRow(Box(" alarms ", alarms, lines, left), Box(" flow ", flow, lines, right));
    }

    private static Panel Box(string title, IEnumerable<string> markup, int lines, int width)
    {
        // A line of no text has no height.
        var rows = markup.Concat(Enumerable.Repeat(" ", lines)).Take(lines).Select(line => new Markup(line));
        return new Panel(new Rows(rows)) { Header = new PanelHeader(title), Border = BoxBorder.Rounded, Width = width, Padding = new Padding(1, 0) };
    }

    private static List<string> FlowLines(DemoSnapshot snapshot)
    {
        var latency = snapshot.Status.DetectionLatency;
        var lines = new List<string>
        {
            $"[bold]{Figures.Rate(snapshot.ReadingsPerSecond)}[/] readings/s",
            latency.Count == 0 ? "latency  [grey]no alarm yet[/]" : $"p50 [bold]{Figures.Milliseconds(latency.P50Ms)}[/]  p99 [bold]{Figures.Milliseconds(latency.P99Ms)}[/]",
            $"lag {Figures.Compact(snapshot.LagReadings)}  meters {Figures.Compact(snapshot.Status.MetersTracked)}",
        };
        foreach (var block in snapshot.Status.Blocks.Take(6))
        {
            var colour = block.QueueLength * 2 > block.QueueCapacity ? "yellow" : "green";
            lines.Add($"{Figures.Fit(block.Name, 9).EscapeMarkup(),-9} [{colour}]{Figures.Bar(block.QueueLength, block.QueueCapacity, 8)}[/] {block.QueueLength}/{block.QueueCapacity}");
        }

        return lines;
    }

    private static Text Conservation(DemoSnapshot snapshot, int width)
    {
        var counts = snapshot.Status.Conservation;
        return Line(
            $"consumed {Figures.Count(counts.Consumed)} = scored {Figures.Count(counts.Scored)} + dropped {Figures.Count(counts.Dropped)} + dead letters {Figures.Count(counts.DeadLetters)} + in flight {Figures.Count(counts.InFlight)}",
            width,
            counts.Difference == 0 ? "white" : "red");
    }

    private static Panel LastAlarms(DemoSnapshot snapshot, int width, int lines)
    {
        // Border and padding take four columns, time and severity eighteen.
        var rows = snapshot.Alarms.Take(lines).Select(alarm =>
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(alarm.DetectedAtMs).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            return $"[grey]{at}[/] [{AlarmTable.Colour(alarm.Severity)}]{alarm.Severity.ToString().ToUpperInvariant(),-8}[/] {Figures.Fit(alarm.Sentence, width - 22).EscapeMarkup()}";
        });
        return Box(" last alarms, WARNING and above ", snapshot.Alarms.Count == 0 ? ["[grey]none yet[/]"] : rows, lines, width);
    }

    private static Text Note(DemoSnapshot snapshot, int width)
    {
        if (snapshot.LastWarning is { } warning)
        {
            return Line(warning, width, "yellow");
        }

        // One line for several notes: they take turns.
        var notes = snapshot.Status.Conditions.Concat(snapshot.Notes).ToList();
        return Line(notes.Count == 0 ? " " : notes[(int)(snapshot.Elapsed.TotalSeconds / 5) % notes.Count], width, "grey");
    }

    private static Text Line(string text, int width, string colour) => new(Figures.Fit(text, width), Style.Parse(colour));
}
