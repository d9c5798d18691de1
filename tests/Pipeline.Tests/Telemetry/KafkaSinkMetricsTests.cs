using GridFlow.Detection;
using GridFlow.Sinks;
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
        using var transactions = new TransactionLog(time);
        using var recorder = new InstrumentRecorder();
        using var metrics = recorder.Create(() => new KafkaSinkMetrics(new ReadingLedger(), anomalies, transactions, conditions));
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
}
