using System.Diagnostics;
using GridFlow.Readings;
using Microsoft.Extensions.Logging;

namespace GridFlow.Telemetry.Tracing;

/// <summary>Traces a batch now and then from poll to commit. Without a listener it costs one look at a field for each batch.</summary>
/// <remarks>
/// A batch passes four threads, and spans that were open all the way would leave themselves behind as the current span of each. So the stages note times in
/// <see cref="BatchTrace"/>, and all spans are written at the end, when the batch is durable (docs/decisions/0022).
/// </remarks>
/// <param name="source">What listeners listen to.</param>
/// <param name="sampling">How many batches.</param>
/// <param name="names">Topics, group, instance.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where a failure goes, once: a trace is never worth an alarm.</param>
internal sealed partial class BatchTracer(ActivitySource source, TraceSampling sampling, TraceNames names, TimeProvider time, ILogger logger)
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "GridFlow";

    private readonly TimeSpan _pause = TimeSpan.FromSeconds(1 / sampling.MaxPerSecond);
    // Not every n-th batch: with n partitions that would always be the same one.
    private readonly Random _random = new(1);
    private long? _lastSample;
    private int _failures;

    /// <summary>Decides whether a batch that goes into the graph is traced. On the poll thread.</summary>
    public void Sample(ReadingBatch batch)
    {
        if (!source.HasListeners() || batch.IsReplay || batch.RecordCount == 0)
        {
            return;
        }

        var now = time.GetTimestamp();
        if ((_lastSample is { } last && time.GetElapsedTime(last, now) < _pause) || _random.NextDouble() >= sampling.Ratio)
        {
            return;
        }

        _lastSample = now;
        batch.Trace = new BatchTrace { HandedAt = now };
    }

    /// <summary>Writes the spans of a batch that is durable.</summary>
    /// <returns>The root, still current so that what is measured now becomes its exemplar; its end is fixed, disposing only lets it go. Null for a batch that is not traced.</returns>
    public Activity? Finish(ReadingBatch batch)
    {
        if (batch.Trace is not { } trace)
        {
            return null;
        }

        try
        {
            return Write(batch, trace);
        }
        catch (Exception e)
        {
            Tell(e);
            return null;
        }
    }

    /// <summary>Lets the root go when everything that belongs to it is measured.</summary>
    /// <param name="root">What <see cref="Finish"/> has returned.</param>
    public void LetGo(Activity? root)
    {
        try
        {
            root?.Dispose();
        }
        catch (Exception e)
        {
            Tell(e);
        }
    }

    /// <summary>Listeners are code of others, and run on the thread that publishes.</summary>
    private void Tell(Exception e)
    {
        Activity.Current = null;
        if (Interlocked.Increment(ref _failures) == 1)
        {
            LogFailed(logger, e);
        }
    }

    private Activity? Write(ReadingBatch batch, BatchTrace trace)
    {
        var spans = new SpanWriter(source, time);
        // A span that happens to be current here is nobody's parent.
        Activity.Current = null;
        var links = TraceParents.Of(batch, out var named);
        var root = spans.Open($"process {names.ReadingsTopic}", ActivityKind.Consumer, Readings(batch, "process", "process"), links, batch.PolledAt);
        if (root is null)
        {
            return null;
        }

        root.SetTag("gridflow.readings.scored", batch.Counts.Scored);
        root.SetTag("gridflow.readings.dropped", batch.Counts.Late + batch.Counts.Duplicate + batch.Counts.Stale);
        root.SetTag("gridflow.anomalies", batch.Anomalies.Count);
        root.SetTag("gridflow.dead_letters", batch.DeadLetters.Count);
        root.SetTag("gridflow.records_with_traceparent", named);
        WriteStages(spans, batch, trace);
        spans.SetEnd(root, trace.CommitEnded == 0 ? time.GetTimestamp() : trace.CommitEnded);
        return root;
    }

    private void WriteStages(SpanWriter spans, ReadingBatch batch, BatchTrace trace)
    {
        spans.Write($"poll {names.ReadingsTopic}", ActivityKind.Client, Readings(batch, "receive", "poll"), batch.PolledAt, trace.HandedAt);
        spans.Write("decode", ActivityKind.Internal, [], trace.DecodeBegan, trace.DecodeEnded);
        spans.Write("detect", ActivityKind.Internal, [], trace.DetectBegan, batch.ScoredAt);
        if (batch.HasSomethingToSay)
        {
            var tags = MessagingTags.Of("send", "send", names.AnomaliesTopic, names.ClientId, batch.Anomalies.Count + batch.DeadLetters.Count);
            tags["gridflow.attempts"] = trace.Attempts;
            spans.Write($"send {names.AnomaliesTopic}", ActivityKind.Producer, tags, trace.SendBegan, trace.SendEnded);
        }

        spans.Write($"commit {names.ReadingsTopic}", ActivityKind.Client, Readings(batch, "settle", "commit"), trace.CommitBegan, trace.CommitEnded);
    }

    private ActivityTagsCollection Readings(ReadingBatch batch, string type, string name) => MessagingTags
        .Of(type, name, names.ReadingsTopic, names.ClientId, batch.RecordCount)
        .At(names.GroupId, batch.Partition, batch.Records[0].Offset, batch.NextOffset - 1);

    [LoggerMessage(120, LogLevel.Warning, "a batch could not be traced; alerting goes on, and further failures of tracing are not logged")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
