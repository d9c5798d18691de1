using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Contract;

/// <summary>The metrics that dashboards rely on. Prometheus' exporter adds <c>_total</c> to counters.</summary>
public sealed class MetricNamesTests
{
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["gridflow_readings_consumed"] = "Counter",
        ["gridflow_readings_scored"] = "Counter",
        ["gridflow_readings_dropped"] = "Counter",
        ["gridflow_dead_letters"] = "Counter",
        ["gridflow_anomalies"] = "Counter",
        ["gridflow_detection_latency_seconds"] = "Histogram",
        ["gridflow_processing_seconds"] = "Histogram",
        ["gridflow_consumer_lag_readings"] = "Gauge",
        ["gridflow_block_queue_length"] = "Gauge",
        ["gridflow_block_processed"] = "Counter",
        ["gridflow_meters_tracked"] = "Gauge",
        ["gridflow_meters_silent"] = "Gauge",
        ["gridflow_block_queue_capacity"] = "Gauge",
        ["gridflow_sink_writes"] = "Counter",
        ["gridflow_sink_retries"] = "Counter",
        ["gridflow_sink_outage_seconds"] = "Gauge",
        ["gridflow_build_info"] = "Gauge",
        ["gridflow_start_time_seconds"] = "Gauge",
        ["gridflow_threshold_sigma"] = "Gauge",

        ["gridflow_transaction_seconds"] = "Histogram",
        ["gridflow_checkpoint_age_seconds"] = "Gauge",
        ["gridflow_checkpoint_duration_seconds"] = "Histogram",
        ["gridflow_checkpoint_bytes"] = "Gauge",

        // Not in the list that this version was given: what it waits for, and two terms of the conservation equation.
        ["gridflow_condition"] = "Gauge",
        ["gridflow_readings_in_flight"] = "Gauge",
        ["gridflow_conservation_difference"] = "Gauge",

        // How partitions were recovered, and what became of transactions.
        ["gridflow_transactions"] = "Counter",
        ["gridflow_checkpoints"] = "Counter",
        ["gridflow_checkpoint_pause_seconds"] = "Gauge",
        ["gridflow_recoveries"] = "Counter",
        ["gridflow_snapshots_skipped"] = "Counter",
        ["gridflow_readings_replayed"] = "Counter",
        ["gridflow_offsets_lost"] = "Counter",

        // What somebody has changed while it runs, and who.
        ["gridflow_settings_revision"] = "Gauge",
        ["gridflow_anomalies_suppressed"] = "Counter",
        ["gridflow_audit_records"] = "Counter",

        // Partitions that are not read, and why.
        ["gridflow_partition_paused"] = "Gauge",
    };

    [Fact]
    public async Task Instruments_OfAPipeline_HaveTheContractsNamesKindsAndLabels()
    {
        using var recorder = new InstrumentRecorder();
        var settings = new PipelineSettings(new KafkaOptions(), new SchemaRegistryOptions(), new DetectionOptions(), new CheckpointsOptions(), new PipelineOptions());
        await using var pipeline = recorder.Create(() => new GridFlow.Topology.Pipeline(settings, new FakeSchemaRegistry(), TimeProvider.System, NullLoggerFactory.Instance));
        recorder.Read();

        Assert.Equal(Expected.OrderBy(e => e.Key), recorder.Kinds.OrderBy(k => k.Key));
        Assert.Equal(["reason"], recorder.Labels["gridflow_readings_dropped"]);
        Assert.Equal(["severity", "type"], recorder.Labels["gridflow_anomalies"].Order());
        Assert.Equal(["scope"], recorder.Labels["gridflow_threshold_sigma"]);
    }

    [Fact]
    public void DeadLetterWords_AllCodes_AreTheContracts() => Assert.Equal(
        [
            "null_value", "bad_magic", "truncated", "unknown_schema", "incompatible_schema", "malformed", "trailing_bytes", "not_finite", "out_of_range",
            "empty_meter_id", "meter_id_too_long", "invalid_meter_id", "feeder_id_too_long", "invalid_status", "clock_ahead"],
        DeadLetterCodes.All);
}
