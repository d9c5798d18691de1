using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Startup;
using GridFlow.Control.Terminal;
using GridFlow.Control.Topics;

namespace GridFlow.Control.DeadLetters.Replay;

/// <summary><c>gridflow dlq replay</c>.</summary>
internal sealed class ReplayCommand(DeadLetterArguments arguments, GridFlowSettings settings, DeadLetterFilter filter, DeadLetterView view, TextWriter error, TimeProvider time)
{
    /// <summary>Replays, and says what became of each record even when it is interrupted.</summary>
    /// <exception cref="StartupFailedException">Kafka is away, or gives no transactions.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var replay = arguments.Replay;
        var position = ReplayPosition.Of(settings.Kafka.DeadLetterTopic, arguments);
        var progress = new ReadProgress(error, time);
        using var queue = new DeadLetterQueue(settings.Kafka, position, settings.Control.StartupTimeout, progress, time);
        var topics = await Task.Run(queue.Topics, stop);
        if (replay.To is { } to && (to == queue.Topic || to == settings.Kafka.AnomaliesTopic || !topics.ContainsKey(to)))
        {
            throw new StartupFailedException(to == queue.Topic
                ? $"{to} is the dead-letter topic itself (--to)."
                : to == settings.Kafka.AnomaliesTopic ? $"{to} is the topic of anomalies, whose readers cannot take a dead letter (--to)."
                : $"Kafka at {settings.Kafka.BootstrapServers} has no topic {to} (--to).");
        }

        using var producer = replay.DryRun ? null : new ReplayProducer(settings.Kafka, position, settings.Control.StartupTimeout, progress, time);
        await (producer?.InitializeAsync(stop) ?? Task.CompletedTask);
        var ranges = await Task.Run(() => Ranges(queue, replay.FromStart), stop);
        var run = new ReplayRun(
            queue, producer, new ReplayJudge(replay, filter, settings.Kafka.AnomaliesTopic, topics), new ReplayMessages(queue.Topic, replay, topics), new ReplayPace(replay.Rate, time), progress);
        var complete = false;
        try
        {
            complete = await Task.Run(() => run.RunAsync(ranges, filter, arguments.Limit, stop), stop);
        }
        finally
        {
            Tell(run.Tally.Summary(queue.Topic, position, replay.DryRun, complete));
        }

        return ExitCode.Done;
    }

    private IReadOnlyList<TopicRange> Ranges(DeadLetterQueue queue, bool fromStart)
    {
        var ranges = queue.Ranges(filter.Since);
        var seen = fromStart ? new Dictionary<int, long>() : queue.Committed(ranges.Select(range => range.Partition));
        return [.. ranges.Select(range => range with { Begin = Math.Max(range.Begin, seen.GetValueOrDefault(range.Partition)) })];
    }

    private void Tell(ReplaySummary summary)
    {
        if (arguments.Json)
        {
            view.Json(summary);
            return;
        }

        var sent = summary.DryRun ? "would be sent" : "sent";
        foreach (var (code, count) in summary.SentByCode)
        {
            view.Line($"{Figures.Count(count)} {code} {sent}");
        }

        foreach (var (reason, count) in summary.Skipped)
        {
            view.Line($"{Figures.Count(count)} skipped: {Words(reason)}");
        }

        view.Line($"{Figures.Count(summary.Seen)} looked at, {Figures.Count(summary.Sent)} {sent}{(summary.Complete ? "" : "; not complete, the same command goes on from here")}");
        view.Line($"position: consumer group {summary.Position}");
    }

    private string Words(string reason) => reason switch
    {
        SkipReason.ReplayedTooOften => $"replayed {arguments.Replay.MaxReplays} times already (--max-replays)",
        SkipReason.NoSource => "no header says where it came from (--to sends it somewhere else)",
        SkipReason.Incomplete => "part of it was too large for the dead-letter topic",
        SkipReason.ClockAhead => "its clock was ahead, and only --code clock_ahead sends such",
        SkipReason.NoTopic => "the topic it came from does not exist any more (--to sends it somewhere else)",
        SkipReason.Anomaly => $"it is an anomaly and stands in {settings.Kafka.AnomaliesTopic} already; a second one would reach every reader of it (--to sends it somewhere else)",
        SkipReason.TooLarge => "its topic refuses it for its size",
        SkipReason.Refused => "its topic refuses its timestamp (message.timestamp.before.max.ms, .after.max.ms), or wants a key",
        _ => reason,
    };
}
