using System.Diagnostics.Metrics;
using GridFlow.Sinks;
using GridFlow.Sinks.Kafka;
using GridFlow.Sources;

namespace GridFlow.Telemetry;

/// <summary>The metrics of results that go to Kafka, read from the pipeline's books.</summary>
internal sealed class KafkaSinkMetrics : IDisposable
{
    // What the producers raise, and clear with the next commit. So without anything to commit it stands on after a broker's restart, and says nothing about alarms.
    private static readonly string[] Subjects = [TransactionalProducer.Subject, KafkaTransactionDelivery.Subject];

    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    /// <param name="ledger">Knows what is not committed yet.</param>
    /// <param name="anomalies">What was delivered.</param>
    /// <param name="transactions">How commits have ended.</param>
    /// <param name="partitions">Knows what waits to be read again because it could not be committed.</param>
    /// <param name="conditions">Knows since when.</param>
    public KafkaSinkMetrics(ReadingLedger ledger, AnomalyTally anomalies, TransactionLog transactions, PartitionTable partitions, ConditionBoard conditions) => SinkMetrics.Add(
        _meter,
        "kafka",
        () => [("written", anomalies.Read().Sum(count => count.Count) + ledger.Read().DeadLetters.Sum())],
        () => transactions.CountOf(CommitOutcome.Aborted),
        () => ledger.Read().InFlight > 0 || partitions.AnyRecovering ? conditions.DurationOf(Subjects) : TimeSpan.Zero);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
