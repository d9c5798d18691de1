using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>The detector's windows start empty after a restart in this version: 30 readings of a meter, then every spike counts again.</summary>
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
        var handover = probe.Committed();
        await traffic.MoreAsync(rounds: 20);
        await using var second = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await traffic.MoreAsync(rounds: 100);
        await traffic.StopAsync();
        await probe.AllCommittedAsync();

        Assert.Equal(0, await second.TerminateAsync());
        Assert.Equal(traffic.Readings, first.ScoredAtEnd + second.ScoredAtEnd);
        var found = await AnomalyReader.ReadAsync(setup);
        Assert.Equal(found.Count, found.DistinctBy(anomaly => anomaly.Id).Count());
        Assert.Equal(traffic.MustBeFound([0, 0, 0, 0], handover), Places(found));
        Assert.Equal(traffic.PoisonKeys.Order(), probe.DeadLetterKeys().Order());
    }

    [Fact(Timeout = 180_000)]
    public async Task Restart_AfterSigkill_NothingLost()
    {
        var setup = servers.Setup("sigkill");
        var probe = new KafkaProbe(setup);
        // The group keeps a dead member until its session is over; 45 s by default.
        await using var first = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold, "--Kafka:Consumer:session.timeout.ms=6000");
        await first.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await traffic.MoreAsync(rounds: 80);

        await first.KillAsync();
        var handover = probe.Committed();
        Assert.InRange(handover.Sum(), 1, traffic.Acknowledged);
        await using var second = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await second.RunningAsync();
        await traffic.MoreAsync(rounds: 100);
        await traffic.StopAsync();
        await probe.AllCommittedAsync();

        Assert.Equal(0, await second.TerminateAsync());
        // At least once: what was delivered and not yet committed comes again, with the same ids.
        var found = Places(await AnomalyReader.ReadAsync(setup));
        Assert.Empty(traffic.MustBeFound([0, 0, 0, 0], handover).Except(found));
        Assert.Empty(found.Except(traffic.MustBeFound([0, 0, 0, 0])));
        Assert.Equal(traffic.PoisonKeys.Order(), probe.DeadLetterKeys().Distinct().Order());
    }

    private static HashSet<(string MeterId, long EventTimeMs)> Places(IEnumerable<FoundAnomaly> found) => [.. found.Select(anomaly => anomaly.Place)];
}
