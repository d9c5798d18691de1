using System.Diagnostics.Metrics;
using GridFlow.Checkpoints;
using GridFlow.Sources;

namespace GridFlow.Telemetry;

/// <summary>The metrics of one pipeline's snapshots, read from the same book as the status.</summary>
public sealed class CheckpointMetrics : IDisposable
{
    private static readonly double[] DurationBoundsSeconds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 300];

    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    internal CheckpointMetrics(SnapshotJournal journal, SnapshotCadence cadence, PartitionTable partitions, TimeProvider time)
    {
        var duration = _meter.CreateHistogram(
            "gridflow_checkpoint_duration_seconds",
            "s",
            "From a snapshot's barrier until it was durable.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBoundsSeconds });
        journal.OnStored = snapshot => duration.Record(snapshot.Duration.TotalSeconds);

        _meter.CreateObservableGauge(
            "gridflow_checkpoint_age_seconds",
            () => Age(journal.Read(), partitions, time),
            "s",
            "Age of the oldest last snapshot of the owned partitions that have moved since; 0 when none has, absent before the first snapshot.");
        _meter.CreateObservableGauge(
            "gridflow_checkpoint_bytes",
            () => journal.Read().Last is { } last ? [new Measurement<long>(last.StoredBytes)] : Array.Empty<Measurement<long>>(),
            "By",
            "Size in the store of the last snapshot; absent before the first.");
        _meter.CreateObservableCounter("gridflow_checkpoints", () => Outcomes(journal.Read()), "{snapshot}", "Snapshots that have ended, by outcome.");
        _meter.CreateObservableGauge(
            "gridflow_checkpoint_pause_seconds",
            () => cadence.Pause.TotalSeconds,
            "s",
            "Rest after the last snapshot, so that snapshots take a tenth of the time at most; above the configured interval it is what sets the pace.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Measurement<double>[] Age(SnapshotStatistics statistics, PartitionTable partitions, TimeProvider time)
    {
        var owned = partitions.Read().ToDictionary(p => p.Partition, p => p.Position);
        var taken = statistics.Partitions.Where(p => owned.ContainsKey(p.Partition)).ToList();
        if (taken.Count == 0)
        {
            return [];
        }

        // A partition that has not moved since needs none: its age is no reason to worry.
        var oldest = taken.Where(p => owned[p.Partition] > p.Offset).Select(p => (time.GetUtcNow() - p.TakenAt).TotalSeconds).DefaultIfEmpty(0).Max();
        return [new(Math.Max(0, oldest))];
    }

    private static Measurement<long>[] Outcomes(SnapshotStatistics statistics) =>
        [Outcome("stored", statistics.Stored), Outcome("failed", statistics.Failed), Outcome("abandoned", statistics.Abandoned)];

    private static Measurement<long> Outcome(string outcome, long count) => new(count, new KeyValuePair<string, object?>("outcome", outcome));
}
