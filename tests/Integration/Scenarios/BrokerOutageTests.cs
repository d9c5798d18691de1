using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using Xunit;

namespace GridFlow.Integration.Scenarios;

public sealed class BrokerOutageTests(RealServers servers)
{
    [Fact(Timeout = 300_000)]
    [Trait("Speed", "slow")]
    public async Task Broker_GoneFor20Seconds_ConditionShownNothingLostGoesOnByItself()
    {
        await using var set = servers.NewSet("Breaking the broker");
        var setup = servers.Setup("broker-outage") with { Kafka = (await set.StartKafkaAsync())["KAFKA_BOOTSTRAP"] };
        var probe = new KafkaProbe(setup);
        await using var gridflow = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await gridflow.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await traffic.MoreAsync(rounds: 60);

        await set.DoAsync("kill", "kafka");
        await gridflow.StatusAsync(status => status.Conditions.Count > 0 ? null : "wanted a condition");
        await Until.StaysAsync(TimeSpan.FromSeconds(20), async () => (await gridflow.StatusAsync()).Conditions.Count > 0 ? null : "the condition is gone");
        await set.StartBrokerAsync();
        await traffic.MoreAsync(rounds: 100);
        await traffic.StopAsync();
        await probe.AllCommittedAsync(TimeSpan.FromSeconds(90));

        await gridflow.StatusAsync(status => status.Conditions.Count == 0 ? null : "wanted no condition");
        var found = await AnomalyReader.ReadAsync(setup);
        Assert.Equal(found.Count, found.DistinctBy(anomaly => anomaly.Id).Count());
        Assert.Equal(traffic.MustBeFound(), found.Select(anomaly => anomaly.Place).ToHashSet());
        Assert.Equal(traffic.PoisonKeys.Order(), probe.DeadLetterKeys().Order());
        Assert.Equal(0, (await gridflow.StatusAsync()).Conservation.Difference);
        Assert.Equal(0, await gridflow.TerminateAsync());
    }

    [Fact(Timeout = 180_000)]
    [Trait("Speed", "slow")]
    public async Task Sigterm_BrokerGone_EndsInTime()
    {
        await using var set = servers.NewSet("Breaking the broker");
        var setup = servers.Setup("stop-without-broker") with { Kafka = (await set.StartKafkaAsync())["KAFKA_BOOTSTRAP"] };
        await using var gridflow = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await gridflow.RunningAsync();
        await using (var traffic = await SteadyTraffic.StartAsync(setup))
        {
            await traffic.MoreAsync(rounds: 40);
            await set.DoAsync("kill", "kafka");
        }

        await gridflow.StatusAsync(status => status.Conditions.Count > 0 ? null : "wanted a condition");

        // 0 when nothing was in flight, 1 when something was.
        Assert.InRange(await gridflow.TerminateAsync(), 0, 1);
    }
}
