using GridFlow.Control.Configuration;
using GridFlow.Control.DeadLetters;
using GridFlow.Control.Startup;
using GridFlow.Control.Topics;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.Sinks.Archive.Verification;

namespace GridFlow.Control.Reconciliation;

/// <summary>Takes the positions, then reads what must stand in front of them.</summary>
/// <remarks>
/// In this order it may run beside a living gridflow: whatever a position stands for was written before it moved, and is read after it was asked for.
/// </remarks>
internal sealed class ReconcileRun(GridFlowSettings settings, ReadProgress progress, TimeProvider time)
{
    private readonly TopicReaders _topics = new(settings, progress, time);

    /// <summary>Compares all that is configured.</summary>
    /// <exception cref="StartupFailedException">A server cannot be asked.</exception>
    public async Task<IReadOnlyList<ReconciledRow>> RunAsync(DateTimeOffset? since, DateTimeOffset? until, CancellationToken stop)
    {
        using var target = ArchiveTargets.Open(settings.Archive, time);
        var hasInflux = settings.InfluxDb.IsOn;
        if (target is null && !hasInflux)
        {
            return [ArchiveOff, InfluxOff];
        }

        using var readings = _topics.Readings(settings.Kafka.GroupId);
        using var anomalies = _topics.Anomalies(settings.InfluxDb.GroupId);
        var ofReadings = target is null ? [] : await Task.Run(() => ReadingRanges(readings, since, until), stop);
        var ofAnomalies = hasInflux ? await Task.Run(() => AnomalyRanges(anomalies, since, until), stop) : [];
        var queued = await Task.Run(() => Queued(stop), stop);
        List<ReconciledRow> rows =
        [
            .. target is null ? [ArchiveOff] : await ReadingsAsync(target, readings, ofReadings, queued, stop),
            .. hasInflux ? await AnomaliesAsync(anomalies, ofAnomalies, queued, stop) : [InfluxOff],
        ];
        return [.. rows.OrderBy(row => Array.IndexOf(["readings", "dead letters"], row.Check) is >= 0 and var place ? place : int.MaxValue)];
    }

    private static ReconciledRow ArchiveOff => ReconciledRow.Off("readings", "Archive:Target is off");

    private static ReconciledRow InfluxOff => ReconciledRow.Off("anomalies", "InfluxDb:Url is not set");

    private List<JudgedRange> ReadingRanges(TopicReader readings, DateTimeOffset? since, DateTimeOffset? until)
    {
        var asked = readings.Ranges(since, until);
        var scored = readings.Committed(asked.Select(range => range.Partition));
        using var archive = _topics.Readings(settings.Archive.GroupId);
        var archived = archive.Committed(asked.Select(range => range.Partition));
        return [.. asked.Select(range => JudgedRange.Of(
            range, (settings.Kafka.GroupId, Committed(scored, range.Partition)), (settings.Archive.GroupId, Committed(archived, range.Partition))))];
    }

    private List<JudgedRange> AnomalyRanges(TopicReader anomalies, DateTimeOffset? since, DateTimeOffset? until)
    {
        var asked = anomalies.Ranges(since, until);
        var written = anomalies.Committed(asked.Select(range => range.Partition));
        return [.. asked.Select(range => JudgedRange.Of(range, (settings.InfluxDb.GroupId, Committed(written, range.Partition))))];
    }

    private static long? Committed(IReadOnlyDictionary<int, long> positions, int partition) => positions.TryGetValue(partition, out var offset) ? offset : null;

    private QueuedSources Queued(CancellationToken stop)
    {
        using var queue = _topics.DeadLetters();
        var ranges = queue.Ranges(null);
        var sources = new QueuedSources();
        var (done, total) = (0L, ranges.Sum(range => range.Length));
        foreach (var record in queue.Read(ranges, stop))
        {
            sources.Add(new DeadLetterRecord(record));
            progress.Step(++done, total, () => queue.Topic);
        }

        return sources;
    }

    private async Task<IReadOnlyList<ReconciledRow>> ReadingsAsync(
        IArchiveTarget target, TopicReader readings, IReadOnlyList<JudgedRange> ranges, QueuedSources queued, CancellationToken stop)
    {
        var place = $"{ArchiveOptions.Section}:{(settings.Archive.Target == ArchiveTargetKind.S3 ? nameof(ArchiveOptions.Bucket) : nameof(ArchiveOptions.Directory))}";
        if (target is DirectoryArchiveTarget { Exists: false } && ranges.Any(range => range.Judged.Length > 0))
        {
            throw new StartupFailedException($"{target.Description} does not exist.\n{SettingAdvice.For(place)}");
        }

        try
        {
            var rolls = new RollLookup(target, readings.Topic);
            await rolls.ListAsync(stop);
            return await new ReadingCheck(readings, rolls, queued, progress).RunAsync(ranges, stop);
        }
        catch (ArchiveTargetException e)
        {
            throw new StartupFailedException($"{e.Message}.\n{SettingAdvice.For(place)}", e);
        }
    }

    private async Task<IReadOnlyList<ReconciledRow>> AnomaliesAsync(TopicReader anomalies, IReadOnlyList<JudgedRange> ranges, QueuedSources queued, CancellationToken stop)
    {
        using var keys = new AnomalyKeys(settings, time);
        using var points = new InfluxPoints(settings.InfluxDb, settings.Control.StartupTimeout, progress, time);
        // The reader waits for Kafka on this thread, and no thread that others wait for should.
        return await Task.Run(() => new AnomalyCheck(anomalies, keys, points, queued, progress).RunAsync(ranges, stop), stop);
    }
}
