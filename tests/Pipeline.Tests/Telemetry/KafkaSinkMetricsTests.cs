using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Telemetry;

public sealed class KafkaSinkMetricsTests
{
    [Fact]
    public void Values_AfterSomeWorkAndInAnOutage_AreTheBooks()
    {
        var time = new FakeTimeProvider();
        var conditions = new ConditionBoard(NullLogger.Instance, time);
        var anomalies = new AnomalyTally();
        var ledger = new ReadingLedger();
        ledger.Take(Batch());
        using var transactions = new TransactionLog(time);
        using var recorder = new InstrumentRecorder();
        using var metrics = recorder.Create(() => new KafkaSinkMetrics(ledger, anomalies, transactions, new PartitionTable(), conditions));
        anomalies.Count(AnomalyType.VoltageDeviation, Severity.Error);
        anomalies.Count(AnomalyType.EquipmentFailure, Severity.Critical);
        transactions.Count(CommitOutcome.Aborted, TimeSpan.FromMilliseconds(5));
        conditions.Raise("transactions", "are aborted");
        time.Advance(TimeSpan.FromSeconds(30));
        recorder.Read();

        Assert.Equal(
            (2, 1, 30),
            (recorder.Values["gridflow_sink_writes sink=kafka outcome=written"], recorder.Values["gridflow_sink_retries sink=kafka"], recorder.Values["gridflow_sink_outage_seconds sink=kafka"]));
    }

    [Theory]
    [InlineData("Kafka producer")]
    [InlineData("transactions")]
    public void Outage_BrokerWasAway_CountsOnlyWhileSomethingWaitsForACommit(string subject)
    {
        var time = new FakeTimeProvider();
        var conditions = new ConditionBoard(NullLogger.Instance, time);
        var ledger = new ReadingLedger();
        var partitions = new PartitionTable();
        using var transactions = new TransactionLog(time);
        using var recorder = new InstrumentRecorder();
        using var metrics = recorder.Create(() => new KafkaSinkMetrics(ledger, new AnomalyTally(), transactions, partitions, conditions));
        conditions.Raise(subject, "1/1 brokers are down");
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, Outage());

        var batch = Batch();
        ledger.Take(batch);
        Assert.Equal(600, Outage());
        batch.Counts = new ScoreCounts(1, 0, 0, 0);
        ledger.Settle(batch);
        Assert.Equal(0, Outage());

        // Taken back to what is committed: nothing is in flight, because nothing can be read before there is a producer again.
        var epoch = partitions.Assign(0);
        Assert.Equal(600, Outage());
        partitions.Start(0, epoch, 0, 0);
        Assert.Equal(0, Outage());

        double Outage()
        {
            recorder.Read();
            return recorder.Values["gridflow_sink_outage_seconds sink=kafka"];
        }
    }

    private static ReadingBatch Batch()
    {
        var batch = new ReadingBatch(1);
        batch.Start(0, 1, 0);
        batch.Add(default(RawRecord));
        return batch;
    }
}
