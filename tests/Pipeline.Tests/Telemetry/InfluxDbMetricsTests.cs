using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Telemetry;

public sealed class InfluxDbMetricsTests
{
    [Fact]
    public void Instruments_AfterSomeWork_HaveTheContractsNamesAndTheBooksNumbers()
    {
        var ledger = new InfluxDbLedger();
        var time = new FakeTimeProvider();
        var conditions = new ConditionBoard(NullLogger.Instance, time);
        using var recorder = new InstrumentRecorder();
        using var metrics = recorder.Create(() => new InfluxDbMetrics(ledger, () => 100, conditions));
        for (var i = 0; i < 10; i++)
        {
            ledger.CountRead();
        }

        ledger.CountWritten(5);
        ledger.CountRejected(2);
        ledger.CountFailed(7);
        ledger.CountRetry();
        ledger.CountLost(3);
        conditions.Raise("InfluxDB", "is away");
        time.Advance(TimeSpan.FromSeconds(90));
        recorder.Read();

        Assert.Equal(
            new Dictionary<string, double>
            {
                ["gridflow_sink_reads sink=influxdb"] = 10,
                ["gridflow_sink_writes sink=influxdb outcome=written"] = 5,
                ["gridflow_sink_writes sink=influxdb outcome=rejected"] = 2,
                ["gridflow_sink_writes sink=influxdb outcome=failed"] = 7,
                ["gridflow_sink_writes sink=influxdb outcome=given_back"] = 0,
                ["gridflow_sink_retries sink=influxdb"] = 1,
                ["gridflow_sink_outage_seconds sink=influxdb"] = 90,
                ["gridflow_sink_offsets_lost sink=influxdb"] = 3,
                ["gridflow_sink_pending sink=influxdb"] = 103,
            }.OrderBy(pair => pair.Key),
            recorder.Values.OrderBy(pair => pair.Key));

        ledger.GiveBack();
        Assert.Equal((3, 0), (ledger.GivenBack, ledger.InMemory));
    }
}
