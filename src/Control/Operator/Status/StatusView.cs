using GridFlow.Control.Terminal;
using GridFlow.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GridFlow.Control.Operator.Status;

/// <summary>The state of an instance on one screen of 80 columns.</summary>
internal static class StatusView
{
    private const int LabelWidth = 13;

    public static IEnumerable<IRenderable> Render(GetStatusResponse status, DateTimeOffset now) =>
    [
        .. Lines(status, now).Select(line => new Markup(line + "\n")),
        .. StatusTables.Render(status),
    ];

    private static IEnumerable<string> Lines(GetStatusResponse status, DateTimeOffset now) =>
    [
        Head(status),
        .. Origin(status),
        .. status.Pauses.Select(pause => $"[yellow]paused[/]       {Target(pause)} {OperatorText.Change(pause.Change, now)}"),
        .. status.Conditions.Select(condition => $"[yellow]![/] {OperatorText.Safe(condition)}"),
        .. status.Sinks.Where(sink => sink.Problem.Length > 0).Select(sink => $"[yellow]![/] {OperatorText.Safe($"{sink.Name}: {sink.Problem}")}"),
        Label("readings", Readings(status.Conservation ?? new Conservation())),
        Label("latency", OperatorText.Latency(status.DetectionLatency)),
        Label("anomalies", Anomalies(status)),
        .. DeadLetters(status),
        Label("snapshot", Snapshot(status.LastCheckpoint, now)),
        Label("meters", $"{Figures.Count(status.MetersTracked)}[grey], settings revision {status.SettingsRevision}, {status.Subscribers} open streams[/]"),
    ];

    private static string Head(GetStatusResponse status) =>
        $"[bold {ContractWords.Colour(status.State)}]{ContractWords.Of(status.State)}[/]  gridflow {OperatorText.Safe(status.Version)}, {OperatorText.Safe(status.Delivery)}, up {OperatorText.Span(status.Uptime?.ToTimeSpan() ?? TimeSpan.Zero)}";

    // An instance of an earlier version does not say.
    private static IEnumerable<string> Origin(GetStatusResponse status)
    {
        if (status.InstanceId.Length > 0)
        {
            yield return Label("instance", $"{OperatorText.Safe(status.InstanceId)}[grey], group {OperatorText.Safe(status.GroupId)}, topic {OperatorText.Safe(status.ReadingsTopic)}[/]");
        }
    }

    private static string Readings(Conservation counts)
    {
        var text = $"{Figures.Count(counts.Consumed)} = {Figures.Count(counts.Scored)} scored + {Figures.Count(counts.Dropped)} dropped + {Figures.Count(counts.DeadLetters)} dead + {Figures.Count(counts.InFlight)} in flight";
        return counts.Difference == 0 ? text : $"{text} [red]+ {Figures.Count(counts.Difference)} UNACCOUNTED FOR[/]";
    }

    private static string Anomalies(GetStatusResponse status)
    {
        var bySeverity = status.Anomalies.GroupBy(count => count.Severity).OrderByDescending(group => group.Key)
            .Select(group => $"[{ContractWords.Colour(group.Key)}]{Figures.Count(group.Sum(count => count.Count))} {ContractWords.Of(group.Key)}[/]").ToList();
        var silent = status.AnomaliesSuppressed == 0 ? "" : $"[grey], {Figures.Count(status.AnomaliesSuppressed)} not said (feeder paused)[/]";
        return (bySeverity.Count == 0 ? "none yet" : string.Join(", ", bySeverity)) + silent;
    }

    private static IEnumerable<string> DeadLetters(GetStatusResponse status)
    {
        if (status.DeadLettersByCode.Count > 0)
        {
            yield return Label("dead letters", string.Join(", ", status.DeadLettersByCode.OrderByDescending(pair => pair.Value).Select(pair => $"{Figures.Count(pair.Value)} {OperatorText.Safe(pair.Key)}")) + "[grey] (gridflow dlq list)[/]");
        }
    }

    private static string Snapshot(CheckpointInfo? last, DateTimeOffset now) => last is null ? "none yet"
        : $"{OperatorText.Ago(last.TakenAt, now)}[grey], {last.Offsets.Count} partitions, {Figures.Bytes(last.SizeBytes)} in {Figures.Milliseconds(last.Duration?.ToTimeSpan().TotalMilliseconds ?? 0)}[/]";

    private static string Target(Pause pause) => pause.All ? "everything" : pause.FeederId.Length > 0 ? $"feeder {OperatorText.Safe(pause.FeederId)}" : $"partition {pause.Partition}";

    private static string Label(string label, string text) => $"[grey]{label.PadRight(LabelWidth)}[/]{text}";
}
