using System.Diagnostics.Metrics;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Telemetry;

/// <summary>The metrics of the InfluxDB writer (an exporter to Prometheus adds <c>_total</c> to counters).</summary>
internal sealed class InfluxDbMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?> Sink = new("sink", "influxdb");

    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    /// <param name="ledger">The books.</param>
    /// <param name="behind">Offsets between the position and the last stable offset.</param>
    /// <param name="conditions">Say since when the server has not answered.</param>
    public InfluxDbMetrics(InfluxDbLedger ledger, Func<long> behind, ConditionBoard conditions)
    {
        SinkMetrics.Add(
            _meter,
            "influxdb",
            () => [("written", ledger.Written), ("rejected", ledger.Rejected), ("failed", ledger.Failed), ("given_back", ledger.GivenBack)],
            () => ledger.Retries,
            () => conditions.DurationOf(InfluxDbConditions.Subject));
        _meter.CreateObservableCounter("gridflow_sink_reads", () => new Measurement<long>(ledger.Read, Sink), "{anomaly}", "Anomalies that a sink has read from its topic.");
        _meter.CreateObservableCounter(
            "gridflow_sink_offsets_lost", () => new Measurement<long>(ledger.Lost, Sink), "{offset}", "Offsets that retention has taken before the sink could read them.");
        _meter.CreateObservableGauge(
            "gridflow_sink_pending",
            () => new Measurement<long>(behind() + ledger.InMemory, Sink),
            "{anomaly}",
            "Anomalies that a sink has still to write: offsets up to the last stable one, transaction marks included, and what is in memory.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
