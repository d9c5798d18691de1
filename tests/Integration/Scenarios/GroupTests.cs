using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using Xunit;

namespace GridFlow.Integration.Scenarios;

public sealed class GroupTests(RealServers servers)
{
    [Fact(Timeout = 240_000)]
    public async Task TwoInstances_OneStops_ShareThePartitionsAndLoseNothing()
    {
        var setup = servers.Setup("group");
        var probe = new KafkaProbe(setup);
        await using var first = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await first.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await traffic.MoreAsync(rounds: 40);

        await using var second = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await second.RunningAsync(partitions: 2);
        await first.RunningAsync(partitions: 2);
        await traffic.MoreAsync(rounds: 60);
        var (one, other) = ((await first.StatusAsync()).Partitions, (await second.StatusAsync()).Partitions);
        Assert.Equal([0, 1, 2, 3], one.Concat(other).Select(p => p.Partition).Order());
        Assert.All(one.Concat(other), partition => Assert.True(partition.Committed > 0, $"{partition}"));

        Assert.Equal(0, await second.TerminateAsync());
        await first.RunningAsync(partitions: 4);
        await traffic.MoreAsync(rounds: 60);
        await traffic.StopAsync();
        await probe.AllCommittedAsync();

        Assert.Equal(0, (await first.StatusAsync()).Conservation.Difference);
        Assert.Equal(0, await first.TerminateAsync());
        Assert.Equal(traffic.Readings, first.ScoredAtEnd + second.ScoredAtEnd);
        Assert.Equal(traffic.PoisonKeys.Order(), probe.DeadLetterKeys().Order());
        var found = await AnomalyReader.ReadAsync(setup);
        Assert.Equal(found.Count, found.DistinctBy(anomaly => anomaly.Id).Count());
        Assert.Equal(traffic.MustBeFound(), found.Select(anomaly => anomaly.Place).ToHashSet());
    }
}
