using GridFlow.Integration.Clients;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class BrokerFaultTests(RealServers servers)
{
    private const int BrokerKills = 2;
    private const int Stretch = 8_000;

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("the only broker killed in mid-transaction and started again, twice", "it goes on by itself with the output of an undisturbed run, each record once")]
    public async Task Broker_KilledInMidTransaction_SameOutputAsUndisturbed()
    {
        await using var set = servers.NewSet("Breaking the broker");
        var kafka = (await set.StartKafkaAsync())["KAFKA_BOOTSTRAP"];
        await using var run = await FaultRun.BeginAsync("broker-killed", servers, new FaultRunOptions(), setup => setup with { Kafka = kafka });
        for (var kill = 0; kill < BrokerKills; kill++)
        {
            // With an anomaly waiting all the time there is hardly a moment without an open transaction.
            await run.Watch.MoreAsync(records: 200);
            await set.DoAsync("kill", "kafka");
            await run.Newest.StatusAsync(status => status.Conditions.Count > 0 ? null : "wanted a condition");
            await set.StartBrokerAsync();
            await run.Traffic.MoreAsync(Stretch);
        }

        await run.Watch.MoreAsync(records: 1);
        Assert.False(run.Newest.HasExited, run.Newest.Log);
        await run.FinishExactlyAsync();
    }

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("one of three brokers killed for good, the one that coordinates the group", "the other two carry on; the output of an undisturbed run, each record once")]
    public async Task Broker_CoordinatorOfThreeKilledForGood_SameOutputAsUndisturbed()
    {
        await using var set = servers.NewSet("Breaking a broker");
        var kafka = (await set.StartKafkaAsync("--brokers", "3"))["KAFKA_BOOTSTRAP"];
        await using var run = await FaultRun.BeginAsync("one-of-three-brokers", servers, new FaultRunOptions { Rate = 2_000, Meters = 400 }, setup => setup with { Kafka = kafka });
        await run.Watch.MoreAsync(records: 200);

        await set.KillBrokerAsync(await new KafkaProbe(run.Setup).GroupCoordinatorAsync());
        await run.Traffic.MoreAsync(Stretch);
        await run.Watch.MoreAsync(records: 100);

        Assert.False(run.Newest.HasExited, run.Newest.Log);
        await run.FinishExactlyAsync();
    }
}
