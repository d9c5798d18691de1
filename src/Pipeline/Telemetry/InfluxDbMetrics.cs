using System.Diagnostics.Metrics;

namespace GridFlow.Telemetry;

/// <summary>The metrics of the InfluxDB writer (an exporter to Prometheus adds <c>_total</c> to counters).</summary>
internal sealed class InfluxDbMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?> Sink = new("sink", "influxdb");

    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    /// <param name="ledger">The books.</param>
    /// <param name="behind">Offsets between the position and the last stable offset.</param>
    public InfluxDbMetrics(InfluxDbLedger ledger, Func<long> behind)
    {
        _meter.CreateObservableCounter(
            "gridflow_sink_writes",
            () => new[] { Outcome("written", ledger.Written), Outcome("rejected", ledger.Rejected), Outcome("failed", ledger.Failed), Outcome("given_back", ledger.GivenBack) },
            description: "Anomalies by what came of them: written, rejected (a dead letter), given_back (read again); failed counts the lines of each write that is tried again.");
        _meter.CreateObservableCounter("gridflow_sink_reads", () => new Measurement<long>(ledger.Read, Sink), description: "Anomalies that a sink has read from its topic.");
        _meter.CreateObservableCounter("gridflow_sink_retries", () => new Measurement<long>(ledger.Retries, Sink), description: "Tries after the first.");
        _meter.CreateObservableCounter(
            "gridflow_sink_offsets_lost", () => new Measurement<long>(ledger.Lost, Sink), description: "Offsets that retention has taken before the sink could read them.");
        _meter.CreateObservableGauge(
            "gridflow_sink_pending",
            () => new Measurement<long>(behind() + ledger.InMemory, Sink),
            description: "Anomalies that a sink has still to write: offsets up to the last stable one, transaction marks included, and what is in memory.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Outcome(string outcome, long count) => new(count, Sink, new KeyValuePair<string, object?>("outcome", outcome));
}
