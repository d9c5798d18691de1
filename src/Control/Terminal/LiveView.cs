using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Detection;
using GridFlow.Topology;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GridFlow.Control.Terminal;

/// <summary>One frame of the terminal view, for a terminal of any size from 80×24.</summary>
internal static class LiveView
{
    // The alarms' panel takes what the rest leaves; this is the rest without the blocks' lines.
    private const int FixedLines = 17;
    private const int MinimumWidth = 60;

    public static IRenderable Render(DemoSnapshot snapshot, int terminalWidth, int terminalHeight)
    {
        // The last column and line stay free: some terminals scroll when they are written to.
        var width = Math.Max(MinimumWidth, terminalWidth - 1);
        var flow = FlowLines(snapshot);
        var alarmLines = Math.Clamp(terminalHeight - 1 - FixedLines - Math.Max(0, flow.Count - AlarmTable.Lines), 1, 12);
        return new Rows(
            Header(snapshot, width),
            Line(snapshot.Phase, width, "grey"),
            Line($"gRPC {snapshot.Addresses.Grpc} · metrics {snapshot.Addresses.Metrics}", width, "grey"),
            Line($"health {snapshot.Addresses.Health} · Kafka {snapshot.Kafka} · registry {snapshot.Registry}", width, "grey"),
            SideBySide(AlarmTable.Render(snapshot), flow, width),
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

    private static Grid SideBySide(IRenderable alarms, IReadOnlyList<string> flow, int width)
    {
        var left = Math.Max(48, width / 2);
        var right = width - left;
        var flowPanel = new Panel(new Rows(flow.Select(line => new Markup(line)))) { Header = new PanelHeader(" flow "), Border = BoxBorder.Rounded, Width = right, Padding = new Padding(1, 0) };
        var alarmPanel = new Panel(alarms) { Header = new PanelHeader(" alarms "), Border = BoxBorder.Rounded, Width = left, Padding = new Padding(1, 0) };
        return new Grid()
            .AddColumn(new GridColumn { Width = left, Padding = new Padding(0, 0), NoWrap = true })
            .AddColumn(new GridColumn { Width = right, Padding = new Padding(0, 0), NoWrap = true })
            .AddRow(alarmPanel, flowPanel);
    }

    private static List<string> FlowLines(DemoSnapshot snapshot)
    {
        var latency = snapshot.Status.DetectionLatency;
        var lines = new List<string>
        {
            $"[bold]{Figures.Rate(snapshot.ReadingsPerSecond)}[/] readings/s",
            latency.Count == 0 ? "latency  [grey]no alarm yet[/]" : $"p50 [bold]{Figures.Milliseconds(latency.P50Ms)}[/]  p99 [bold]{Figures.Milliseconds(latency.P99Ms)}[/]",
            $"lag {Figures.Count(snapshot.LagReadings)}  meters {Figures.Count(snapshot.Status.MetersTracked)}",
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
        var rows = new List<IRenderable>();
        foreach (var alarm in snapshot.Alarms.Take(lines))
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(alarm.DetectedAtMs).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
            var colour = AlarmTable.Colour(alarm.Severity);
            var severity = alarm.Severity.ToString().ToUpperInvariant();
            // Border and padding take four columns, time and severity eighteen.
            rows.Add(new Markup($"[grey]{at}[/] [{colour}]{severity,-8}[/] {Figures.Fit(alarm.Sentence, width - 22).EscapeMarkup()}"));
        }

        while (rows.Count < lines)
        {
            rows.Add(new Text(rows.Count == 0 ? "none yet" : " ", new Style(Color.Grey)));
        }

        return new Panel(new Rows(rows)) { Header = new PanelHeader(" last alarms, WARNING and above "), Border = BoxBorder.Rounded, Width = width, Padding = new Padding(1, 0) };
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
