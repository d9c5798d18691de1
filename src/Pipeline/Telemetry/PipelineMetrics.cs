using System.Diagnostics.Metrics;
using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Steering;
using GridFlow.Topology;

namespace GridFlow.Telemetry;

/// <summary>The metrics of one pipeline, under the names of the contract (an exporter to Prometheus adds <c>_total</c> to counters).</summary>
/// <remarks>Counters are read from the same books as the status, so that the two cannot disagree.</remarks>
public sealed class PipelineMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "GridFlow";

    private static readonly double[] LatencyBoundsSeconds =
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _detectionLatency;
    private readonly Histogram<double> _processing;

    internal PipelineMetrics(ReadingLedger ledger, AnomalyTally anomalies, ConditionBoard conditions, Func<PipelineStatus> status, PipelineSteering steering)
    {
        var bounds = new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBoundsSeconds };
        _detectionLatency = _meter.CreateHistogram("gridflow_detection_latency_seconds", "s", "From the broker timestamp of a reading to its acknowledged anomaly.", advice: bounds);
        _processing = _meter.CreateHistogram("gridflow_processing_seconds", "s", "From polled to scored, one observation for each batch.", advice: bounds);

        AddReadings(ledger);
        AddAnomalies(anomalies);
        AddSettings(steering);
        AddPartitions(status);
        BlockMetrics.Add(_meter, () => status().Blocks);
        _meter.CreateObservableGauge(
            "gridflow_condition",
            () => conditions.Subjects.Select(subject => new Measurement<int>(1, Tag("subject", subject))),
            "{condition}",
            "1 for everything the pipeline waits for or has just failed at; absent when all is well.");
        _meter.CreateObservableGauge("gridflow_meters_tracked", () => status().MetersTracked, "{meter}", "Meters with detector state.");
        _meter.CreateObservableGauge(
            "gridflow_meters_silent",
            () => status().MetersSilent,
            "{meter}",
            "Tracked meters whose newest reading is more than Detection:SilentAfter older than the newest of their partition, in event time; each is looked at every 10 s while readings come.");
    }

    /// <summary>Counts one acknowledged anomaly.</summary>
    public void RecordDetection(TimeSpan latency) => _detectionLatency.Record(Math.Max(0, latency.TotalSeconds));

    /// <summary>Counts one scored batch.</summary>
    public void RecordProcessing(TimeSpan duration) => _processing.Record(duration.TotalSeconds);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void AddReadings(ReadingLedger ledger)
    {
        _meter.CreateObservableCounter("gridflow_readings_consumed", () => ledger.Read().Consumed, "{record}", "Records taken from the source.");
        _meter.CreateObservableCounter("gridflow_readings_scored", () => ledger.Read().Scored, "{reading}", "Readings that entered a window.");
        _meter.CreateObservableCounter("gridflow_readings_dropped", () => Dropped(ledger.Read()), "{reading}", "Readings that were not scored, by reason.");
        _meter.CreateObservableCounter(
            "gridflow_dead_letters",
            // Every reason from the start: a counter that appears with its first count has no rate for it.
            () => ledger.Read().DeadLetters.Select((count, code) => new Measurement<long>(count, Tag("reason", ((DeadLetterCode)code).Word()))),
            "{record}",
            "Records delivered to the dead-letter topic, by reason.");
        _meter.CreateObservableGauge("gridflow_readings_in_flight", () => ledger.Read().InFlight, "{record}", "Records read and not yet settled.");
        _meter.CreateObservableGauge(
            "gridflow_conservation_difference",
            () => ledger.Read().Conservation.Difference,
            "{record}",
            "consumed - scored - dropped - dead letters - in flight; anything but 0 is a defect.");
    }

    private void AddAnomalies(AnomalyTally anomalies)
    {
        _meter.CreateObservableCounter(
            "gridflow_anomalies",
            () => anomalies.Read().Select(a => new Measurement<long>(a.Count, Tag("type", WireNames.Of(a.Type)), Tag("severity", WireNames.Of(a.Severity)))),
            "{anomaly}",
            "Anomalies delivered, by type and severity.");
        _meter.CreateObservableCounter("gridflow_anomalies_suppressed", () => anomalies.Suppressed, "{anomaly}", "Anomalies that were not said because their feeder is paused.");
    }

    private void AddSettings(PipelineSteering steering)
    {
        _meter.CreateObservableGauge(
            "gridflow_threshold_sigma", () => Thresholds(steering.Latest), "{standard_deviation}", "Threshold in force, in standard deviations, of meters that have none of their own.");
        _meter.CreateObservableGauge(
            "gridflow_settings_revision", () => steering.Latest.Revision, "{revision}", "Revision of the settings that hold for all instances; 0 before the first change.");
        _meter.CreateObservableCounter("gridflow_audit_records", () => Audit(steering), "{record}", "Audit records of control calls of this instance, by what became of them.");
    }

    private void AddPartitions(Func<PipelineStatus> status)
    {
        _meter.CreateObservableGauge(
            "gridflow_consumer_lag_readings",
            () => status().Partitions.Where(p => p.LagReadings >= 0).Select(p => new Measurement<long>(p.LagReadings, Tag("partition", p.Partition))),
            "{reading}",
            "Readings behind the position, by partition.");
        _meter.CreateObservableGauge(
            "gridflow_partition_paused",
            () => status().Partitions.Where(p => p.PauseReason is not null).Select(p => new Measurement<int>(1, Tag("partition", p.Partition), Tag("reason", p.PauseReason!))),
            "{partition}",
            "1 for every partition of this instance that is not read, by reason; absent when all are.");
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    private static Measurement<long>[] Dropped(LedgerSums sums) =>
        [new(sums.Late, Tag("reason", "late")), new(sums.Duplicate, Tag("reason", "duplicate")), new(sums.Stale, Tag("reason", "stale"))];

    private static Measurement<double>[] Thresholds(SteeringSettings settings) =>
    [
        new(settings.GlobalSigma, Tag("scope", "global")),
        .. new[] { Channel.Voltage, Channel.Current, Channel.Temperature }
            .Select(channel => new Measurement<double>(settings.SigmaOf(channel), Tag("scope", channel.ToString().ToLowerInvariant()))),
    ];

    private static Measurement<long>[] Audit(PipelineSteering steering) =>
        [new(steering.AuditCounts.Kept, Tag("outcome", "kept")), new(steering.AuditCounts.Failed, Tag("outcome", "failed"))];
}
