using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using GridFlow.Checkpoints;

namespace GridFlow.Telemetry;

/// <summary>Counts how partitions were recovered, and what could not be.</summary>
internal sealed class RecoveryLog : IDisposable
{
    /// <summary>From a snapshot.</summary>
    public const string FromSnapshot = "snapshot";

    /// <summary>From a snapshot that was not the first choice.</summary>
    public const string FromOlderSnapshot = "older_snapshot";

    /// <summary>Without any: one window was read again.</summary>
    public const string FromWindow = "window";

    /// <summary>The group had committed nothing.</summary>
    public const string FirstStart = "first_start";

    /// <summary>Behind what Kafka had dropped.</summary>
    public const string AcrossGap = "gap";

    private readonly Meter _meter = new(PipelineMetrics.MeterName);
    private readonly ConcurrentDictionary<string, long> _recoveries = new();
    private readonly ConcurrentDictionary<string, long> _skipped = new();
    private readonly ConcurrentDictionary<int, long> _lost = new();
    private long _replayed;

    public RecoveryLog()
    {
        foreach (var kind in new[] { FromSnapshot, FromOlderSnapshot, FromWindow, FirstStart, AcrossGap })
        {
            _recoveries[kind] = 0;
        }

        foreach (var reason in Enum.GetValues<SkipReason>())
        {
            _skipped[WordOf(reason)] = 0;
        }

        _meter.CreateObservableCounter("gridflow_recoveries", () => Read(_recoveries, "from"), "{partition}", "Partitions recovered, by what their state came from.");
        _meter.CreateObservableCounter("gridflow_snapshots_skipped", () => Read(_skipped, "reason"), "{snapshot}", "Snapshots that could not be used for a recovery, by reason.");
        _meter.CreateObservableCounter("gridflow_readings_replayed", () => Interlocked.Read(ref _replayed), "{reading}", "Readings read again in silence to bring a detector up to the committed position.");
        _meter.CreateObservableCounter("gridflow_offsets_lost", () => Read(_lost, "partition"), "{offset}", "Offsets that Kafka dropped before they were read, by partition.");
    }

    /// <summary>Offsets lost so far.</summary>
    public long OffsetsLost => _lost.Values.Sum();

    public void Recovered(string from) => _recoveries.AddOrUpdate(from, 1, (_, count) => count + 1);

    public void Skipped(SkipReason reason) => _skipped.AddOrUpdate(WordOf(reason), 1, (_, count) => count + 1);

    public void Replayed(int readings) => Interlocked.Add(ref _replayed, readings);

    public void Lost(int partition, long offsets) => _lost.AddOrUpdate(partition, offsets, (_, count) => count + offsets);

    public void Dispose() => _meter.Dispose();

    private static string WordOf(SkipReason reason) => WireNames.Of(reason).ToLowerInvariant();

    private static IEnumerable<Measurement<long>> Read<TKey>(ConcurrentDictionary<TKey, long> counts, string tag)
        where TKey : notnull => counts.Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>(tag, pair.Key)));
}
