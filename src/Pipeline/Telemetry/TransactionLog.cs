using System.Diagnostics.Metrics;
using GridFlow.Sinks;

namespace GridFlow.Telemetry;

/// <summary>Counts and times transactions.</summary>
internal sealed class TransactionLog : IDisposable
{
    private static readonly double[] BoundsSeconds = [0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter = new(PipelineMetrics.MeterName);
    private readonly Histogram<double> _seconds;
    private readonly long[] _counts = new long[Enum.GetValues<CommitOutcome>().Length];
    private readonly RecentLatency _recent;

    public TransactionLog(TimeProvider time)
    {
        _recent = new RecentLatency(time);
        _seconds = _meter.CreateHistogram(
            "gridflow_transaction_seconds",
            "s",
            "From the decision to commit to a committed Kafka transaction.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = BoundsSeconds });
        _meter.CreateObservableCounter(
            "gridflow_transactions",
            () => new[] { (CommitOutcome.Committed, "committed"), (CommitOutcome.Aborted, "aborted"), (CommitOutcome.Unknown, "unknown") }
                .Select(outcome => new Measurement<long>(CountOf(outcome.Item1), new KeyValuePair<string, object?>("outcome", outcome.Item2))),
            "{transaction}",
            "Kafka transactions, by outcome; unknown ones are looked up and repeated from what is committed.");
    }

    /// <summary>Times of committed transactions over about the last minute.</summary>
    public LatencyQuantiles Read() => _recent.Read();

    /// <summary>How many ended so.</summary>
    public long CountOf(CommitOutcome outcome) => Interlocked.Read(ref _counts[(int)outcome]);

    /// <summary>Counts one.</summary>
    public void Count(CommitOutcome outcome, TimeSpan duration)
    {
        Interlocked.Increment(ref _counts[(int)outcome]);
        if (outcome == CommitOutcome.Committed)
        {
            _seconds.Record(duration.TotalSeconds);
            _recent.Record(duration);
        }
    }

    public void Dispose() => _meter.Dispose();
}
