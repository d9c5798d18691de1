using System.Diagnostics.Metrics;
using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Contract;

/// <summary>The metrics that dashboards rely on. Prometheus' exporter adds <c>_total</c> to counters.</summary>
[Collection("Instruments")]
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

        // Partitions that are not read, and why.
        ["gridflow_partition_paused"] = "Gauge",
    };

    [Fact]
    public async Task Instruments_OfAPipeline_HaveTheContractsNamesKindsAndLabels()
    {
        var kinds = new Dictionary<string, string>();
        var labels = new Dictionary<string, HashSet<string>>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == PipelineMetrics.MeterName)
            {
                kinds[instrument.Name] = instrument.GetType().Name.Split('`')[0].Replace("Observable", "", StringComparison.Ordinal);
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, _, tags, _) => Note(i, tags));
        listener.SetMeasurementEventCallback<int>((i, _, tags, _) => Note(i, tags));
        listener.SetMeasurementEventCallback<double>((i, _, tags, _) => Note(i, tags));
        listener.Start();
        var settings = new PipelineSettings(new KafkaOptions(), new SchemaRegistryOptions(), new DetectionOptions(), new CheckpointsOptions(), new PipelineOptions());
        await using var pipeline = new GridFlow.Topology.Pipeline(settings, new FakeSchemaRegistry(), TimeProvider.System, NullLoggerFactory.Instance);
        listener.RecordObservableInstruments();

        Assert.Equal(Expected.OrderBy(e => e.Key), kinds.OrderBy(k => k.Key));
        Assert.Equal(["reason"], labels["gridflow_readings_dropped"]);
        Assert.Equal(["severity", "type"], labels["gridflow_anomalies"].Order());
        Assert.Equal(["scope"], labels["gridflow_threshold_sigma"]);

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                (labels.TryGetValue(instrument.Name, out var known) ? known : labels[instrument.Name] = []).Add(tag.Key);
            }
        }
    }

    [Fact]
    public void DeadLetterWords_AllCodes_AreTheContracts() => Assert.Equal(
        [
            "null_value", "bad_magic", "truncated", "unknown_schema", "incompatible_schema", "malformed", "trailing_bytes", "not_finite", "out_of_range",
            "empty_meter_id", "meter_id_too_long", "invalid_meter_id", "feeder_id_too_long", "invalid_status", "clock_ahead"],
        DeadLetterCodes.All);
}
