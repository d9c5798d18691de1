using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>Windows survive a restart: every spike is found, and once.</summary>
public sealed class RestartTests(RealServers servers)
{
    [Fact(Timeout = 180_000)]
    public async Task Restart_AfterSigterm_NothingLostNothingTwice()
    {
        var setup = servers.Setup("sigterm");
        var probe = new KafkaProbe(setup);
        await using var first = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await first.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await traffic.MoreAsync(rounds: 80);

        Assert.Equal(0, await first.TerminateAsync());
        await traffic.MoreAsync(rounds: 20);
        await using var second = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await traffic.MoreAsync(rounds: 100);
        await traffic.StopAsync();
        await probe.AllCommittedAsync();

        Assert.Equal(0, await second.TerminateAsync());
        Assert.Equal(traffic.Readings, first.ScoredAtEnd + second.ScoredAtEnd);
        var found = await AnomalyReader.ReadAsync(setup);
        Assert.Equal(found.Count, found.DistinctBy(anomaly => anomaly.Id).Count());
        Assert.Equal(traffic.MustBeFound(), Places(found));
        Assert.Equal(traffic.PoisonKeys.Order(), probe.DeadLetterKeys().Order());
    }

    [Fact(Timeout = 180_000)]
    public async Task Restart_AfterSigkill_NothingLostNothingTwice()
    {
        var setup = servers.Setup("sigkill");
        var probe = new KafkaProbe(setup);
        await using var first = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await first.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await traffic.MoreAsync(rounds: 80);

        await first.KillAsync();
        Assert.InRange(probe.Committed().Sum(), 1, traffic.Acknowledged);
        await using var second = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await second.RunningAsync();
        await traffic.MoreAsync(rounds: 100);
        await traffic.StopAsync();
        await probe.AllCommittedAsync();

        Assert.Equal(0, await second.TerminateAsync());
        var found = await AnomalyReader.ReadAsync(setup);
        Assert.Equal(found.Count, found.DistinctBy(anomaly => anomaly.Id).Count());
        Assert.Equal(traffic.MustBeFound(), Places(found));
        Assert.Equal(traffic.PoisonKeys.Order(), probe.DeadLetterKeys().Order());
    }

    private static HashSet<(string MeterId, long EventTimeMs)> Places(IEnumerable<FoundAnomaly> found) => [.. found.Select(anomaly => anomaly.Place)];
}
