using System.Globalization;
using Confluent.Kafka;
using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Checkpoints;

/// <summary>
/// Recovery of a partition: P is what the group has committed, S the newest intact snapshot at or in front of it. Reading begins at S; up to P it is silent, because
/// what the readings say has been said. Without a snapshot reading begins one window in front of P.
/// </summary>
internal sealed partial class PartitionRecovery(
    KafkaOptions kafka,
    CheckpointsOptions checkpoints,
    DetectionOptions detection,
    IOffsetLookup offsets,
    ISnapshotSource? snapshots,
    Func<CancellationToken, Task> settled,
    RecoveryLog log,
    ConditionBoard conditions,
    TimeProvider time,
    ILogger logger) : IPartitionRecovery, IDisposable
{
    private const int LookupsAtOnce = 4;

    private const string Subject = "recovery";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(30);

    // A look-up that waits for a dead instance's transaction must not keep healthy partitions waiting, and not take the threads that score from them.
    private readonly SemaphoreSlim _lookups = new(LookupsAtOnce);

    /// <inheritdoc/>
    public async Task<RecoveredPartition> RecoverAsync(int partition, long epoch, CancellationToken cancellationToken)
    {
        await settled(cancellationToken);
        var committed = await AskAsync(partition, "the committed offset", () => offsets.Committed(partition), cancellationToken);
        var (low, high) = await AskAsync(partition, "the ends of the partition", () => offsets.Watermarks(partition), cancellationToken);
        if (committed is not { } position)
        {
            return await FirstStartAsync(partition, low, high, cancellationToken);
        }

        if (position > high)
        {
            await WaitForEndAsync(partition, position, cancellationToken);
        }

        var loaded = snapshots is null ? null : await snapshots.LoadAsync(partition, position, cancellationToken);
        FaultPoints.Hit(FaultPoints.RecoveryLoaded);
        return position < low ? AcrossGap(partition, position, low, loaded)
            : loaded?.Detector is not null ? FromSnapshot(position, low, loaded)
            : await FromWindowAsync(partition, position, low, loaded, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _lookups.Dispose();

    private async Task<RecoveredPartition> FirstStartAsync(int partition, long low, long high, CancellationToken cancellationToken)
    {
        if (snapshots is not null && await snapshots.HasAnyAsync(partition, cancellationToken))
        {
            LogOffsetsGone(logger, kafka.GroupId, kafka.ReadingsTopic, partition);
        }

        log.Recovered(RecoveryLog.FirstStart);
        var policy = KafkaClientConfig.FirstStart(kafka);
        if (policy == AutoOffsetReset.Error)
        {
            throw new PartitionUnrecoverableException(
                $"group {kafka.GroupId} has committed nothing of {kafka.ReadingsTopic} [{partition}], and auto.offset.reset = error says not to choose: commit an offset, or set earliest or latest");
        }

        var from = policy == AutoOffsetReset.Latest ? high : low;
        return new RecoveredPartition(from, from, null, $"the group has committed nothing yet, begins at the {(policy == AutoOffsetReset.Latest ? "newest" : "oldest")} record", IsNewPlace: true);
    }

    private RecoveredPartition FromSnapshot(long position, long low, LoadedSnapshot loaded)
    {
        log.Recovered(loaded.Skipped.Count == 0 ? RecoveryLog.FromSnapshot : RecoveryLog.FromOlderSnapshot);
        var from = Math.Max(loaded.Offset, low);
        var gone = from > loaded.Offset ? $", but Kafka no longer has {loaded.Offset} to {from - 1}, so windows have a hole" : "";
        return new RecoveredPartition(from, position, loaded.Detector, Text($"snapshot of offset {loaded.Offset}, {loaded.StateBytes / 1e6:F1} MB loaded in {loaded.Took.TotalMilliseconds:F0} ms{gone}{SkippedText(loaded)}"));
    }

    private RecoveredPartition AcrossGap(int partition, long position, long low, LoadedSnapshot? loaded)
    {
        log.Lost(partition, low - position);
        log.Recovered(RecoveryLog.AcrossGap);
        var sentence = Text($"Kafka has dropped offsets {position} to {low - 1} of {kafka.ReadingsTopic} [{partition}] ({low - position} records) before they were read (retention)");
        if (checkpoints.OnRetentionGap == RetentionGap.Stop)
        {
            throw new PartitionUnrecoverableException(
                $"{sentence}. Checkpoints:OnRetentionGap = stop says not to go on; set it to continue, or move the group's offset to {low.ToString(CultureInfo.InvariantCulture)} or later");
        }

        LogGap(logger, sentence, low);
        // Stays: somebody has to know, also tomorrow.
        conditions.Raise($"retention gap {partition}", sentence);
        return new RecoveredPartition(low, low, loaded?.Detector, $"offsets {position} to {low - 1} are gone, {(loaded?.Detector is null ? "windows begin empty" : $"windows are those of offset {loaded.Offset}")}", IsNewPlace: true);
    }

    private async Task<RecoveredPartition> FromWindowAsync(int partition, long position, long low, LoadedSnapshot? loaded, CancellationToken cancellationToken)
    {
        log.Recovered(RecoveryLog.FromWindow);
        // A meter's clock may be ahead of the broker's, so its window may reach back that much further.
        var windowMs = (long)(detection.Window + detection.ClockLead).TotalMilliseconds;
        var newestMs = position > low ? await AskAsync(partition, "the last reading's time", () => offsets.TimestampBefore(partition, position, low), cancellationToken) : null;
        var from = newestMs is { } ms
            ? await AskAsync(partition, "where a window begins", () => offsets.AtTime(partition, ms - windowMs) ?? position, cancellationToken)
            : position;
        return new RecoveredPartition(
            Math.Clamp(from, low, position), position, null, Text($"{(snapshots is null ? "no snapshot store" : "no usable snapshot")}{(loaded is null ? "" : SkippedText(loaded))}, reads one window again from offset {from}"));
    }

    /// <summary>Right after a new leader was chosen the end may lag behind what was committed. When it stays so, the topic is not the one it was.</summary>
    private async Task WaitForEndAsync(int partition, long position, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var subject = $"topic end {partition}";
        var sentence = "";
        while (true)
        {
            var (_, high) = await AskAsync(partition, "the ends of the partition", () => offsets.Watermarks(partition), cancellationToken);
            if (position <= high)
            {
                conditions.Clear(subject);
                return;
            }

            sentence = sentence.Length > 0 ? sentence : Text($"group {kafka.GroupId} has committed offset {position} of {kafka.ReadingsTopic} [{partition}], which ends at {high}");
            if (time.GetElapsedTime(began) > EndPatience)
            {
                throw new PartitionUnrecoverableException($"{sentence}: the topic was made anew or has lost records. "
                    + "Reset the group's offsets (kafka-consumer-groups --reset-offsets --to-earliest), or choose another Kafka:GroupId (docs/operations.md)");
            }

            conditions.Raise(subject, sentence);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<T> AskAsync<T>(int partition, string what, Func<T> ask, CancellationToken cancellationToken)
    {
        // One for each partition, or those that are well would clear what another has raised.
        var subject = $"{Subject} {partition}";
        while (true)
        {
            await _lookups.WaitAsync(cancellationToken);
            try
            {
                var answer = await Task.Factory.StartNew(ask, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                conditions.Clear(subject);
                return answer;
            }
            catch (KafkaException e)
            {
                conditions.Raise(subject, $"{kafka.ReadingsTopic} [{partition}]: {what} cannot be asked for yet: {e.Error.Reason}");
            }
            finally
            {
                _lookups.Release();
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static string SkippedText(LoadedSnapshot loaded) => loaded.Skipped.Count == 0 ? "" : $" (skipped {loaded.Skipped.Count}: {string.Join("; ", loaded.Skipped)})";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(414, LogLevel.Warning, "group {Group} has committed nothing of {Topic} [{Partition}], but there are snapshots of it: its offsets have expired or were removed (offsets.retention.minutes), and what was said before may be said again")]
    private static partial void LogOffsetsGone(ILogger logger, string group, string topic, int partition);

    [LoggerMessage(410, LogLevel.Error, "{Sentence}; goes on at offset {Low}")]
    private static partial void LogGap(ILogger logger, string sentence, long low);
}
