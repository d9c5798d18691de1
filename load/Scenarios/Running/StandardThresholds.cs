using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>What most scenarios ask.</summary>
internal static class StandardThresholds
{
    private const double LongestStopS = 10;

    /// <summary>Everything that was to be sent went in, all that went in came out, and the pipeline stops when it is asked to.</summary>
    /// <param name="place">On a real Kafka nothing may be there twice.</param>
    /// <param name="injected">Whether every large injected anomaly must be found; not where the rate changes so fast that windows hold several of them.</param>
    public static IEnumerable<Threshold> Complete(IBrokerPlace place, bool injected = true)
    {
        yield return Threshold.Most("readings that could not be sent", 0, "", m => m.Counts.NotSent);
        yield return Threshold.Most("readings not committed at the end", 0, "", m => m.Counts.Unread);
        yield return Threshold.Most("readings unaccounted for by the pipeline", 0, "", m => Math.Abs(m.Counts.Difference));
        yield return Threshold.Least("anomalies read by an independent reader", 1, "", m => m.Counts.Anomalies);
        yield return Threshold.Most("anomalies said to be delivered and not there", 0, "", m => m.Counts.Delivered is { } delivered ? Math.Max(0, delivered - m.Counts.AnomalyRecords) : 0);
        yield return Threshold.Most("exit code of an orderly stop, the worst", 0, "", m => m.Stops.Count == 0 ? null : m.Stops.Max(stop => Math.Abs(stop.ExitCode)));
        yield return Threshold.Most("longest orderly stop", LongestStopS, "s", m => m.Stops.Count == 0 ? null : Math.Round(m.Stops.Max(stop => stop.Took.TotalSeconds), 2));
        if (injected)
        {
            yield return Threshold.Most("large injected anomalies not found", 0, "", m => m.Counts.Missed);
        }

        if (place.IsExactlyOnce)
        {
            yield return Threshold.Most("anomalies there more than once", 0, "", m => m.Counts.Duplicates);
        }
    }

    /// <summary>p99 from the intended time of a reading to its anomaly at the reader.</summary>
    public static Threshold Latency(double limitMs) => Threshold.Most("anomaly latency p99, from the intended time", limitMs, "ms", m => m.Latency(Scenario.Anomaly) is { Count: > 0 } latency ? latency.P99Ms : null);
}
