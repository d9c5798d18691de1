using System.Diagnostics.Metrics;
using GridFlow.Sinks;

namespace GridFlow.Telemetry;

/// <summary>The metrics of results that go to Kafka, read from the pipeline's books.</summary>
internal sealed class KafkaSinkMetrics : IDisposable
{
    // What the producers raise, and clear with the next commit.
    private static readonly string[] Subjects = ["Kafka producer", "transactions"];

    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    public KafkaSinkMetrics(ReadingLedger ledger, AnomalyTally anomalies, TransactionLog transactions, ConditionBoard conditions) => SinkMetrics.Add(
        _meter,
        "kafka",
        () => [("written", anomalies.Read().Sum(count => count.Count) + ledger.Read().DeadLetters.Sum())],
        () => transactions.CountOf(CommitOutcome.Aborted),
        () => conditions.DurationOf(Subjects));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
