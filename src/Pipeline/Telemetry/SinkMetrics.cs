using System.Diagnostics.Metrics;

namespace GridFlow.Telemetry;

/// <summary>The instruments that every sink has: the same words for each, told apart by the label <c>sink</c>.</summary>
internal static class SinkMetrics
{
    /// <summary>Adds them to a meter.</summary>
    /// <param name="meter">Owner of the instruments.</param>
    /// <param name="sink"><c>kafka</c>, <c>archive</c> or <c>influxdb</c>.</param>
    /// <param name="writes">What became of what was to be written, by outcome.</param>
    /// <param name="retries">Tries after the first.</param>
    /// <param name="outage">How long it has not answered.</param>
    public static void Add(Meter meter, string sink, Func<IEnumerable<(string Outcome, long Count)>> writes, Func<long> retries, Func<TimeSpan> outage)
    {
        var tag = new KeyValuePair<string, object?>("sink", sink);
        meter.CreateObservableCounter(
            "gridflow_sink_writes",
            () => writes().Select(write => new Measurement<long>(write.Count, tag, new KeyValuePair<string, object?>("outcome", write.Outcome))),
            "{record}",
            "Records by sink and what became of them: written, rejected (a dead letter), given_back (read again); failed counts the lines of each InfluxDB write that is tried again.");
        meter.CreateObservableCounter("gridflow_sink_retries", () => new Measurement<long>(retries(), tag), "{try}", "Tries after the first, by sink; of Kafka transactions that were aborted and made again.");
        meter.CreateObservableGauge(
            "gridflow_sink_outage_seconds", () => new Measurement<double>(outage().TotalSeconds, tag), "s", "For how long a sink has not taken anything, as noticed by a write; 0 when the last one went well, and for Kafka also while nothing waits for a commit.");
    }
}
