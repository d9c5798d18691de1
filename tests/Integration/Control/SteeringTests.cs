using GridFlow.Integration.Clients;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Integration.Control;

/// <summary>Thresholds of two running instances are changed while 10,000 readings/s come.</summary>
public sealed class SteeringTests(RealServers servers)
{
    private static readonly Threshold Global = new() { Global = true };
    private static readonly Threshold Voltage = new() { Channel = Channel.Voltage };
    private static readonly Threshold Temperature = new() { Channel = Channel.Temperature };

    [Fact(Timeout = 240_000)]
    public async Task SetThreshold_TenThousandReadingsPerSecond_IsUsedFromExactlyTheOffsetsAnswered()
    {
        await using var run = await FaultRun.BeginAsync("steering", servers, new FaultRunOptions { Rate = FaultTraffic.FullRate, Meters = 1_500 });
        var (first, second) = (run.Newest, await run.JoinAsync());
        await run.Watch.MoreAsync(records: 500);
        var meter = new Threshold { MeterId = (await ClaimReader.ReadAsync(run.Setup))[^1].MeterId };
        var caller = new SteeringCaller();
        (Threshold Scope, double? Sigma)[] changes =
        [
            (Global, 3.0), (meter, 1.75), (Global, 1.5), (Voltage, 4.0), (Global, 3.5), (Temperature, 2.0), (Voltage, null), (Global, 2.25), (Temperature, null), (Global, null),
            (Voltage, 1.5), (Global, 4.0), (Voltage, 2.75), (Global, 2.0), (Voltage, null), (Global, 3.75), (meter, 3.25), (Global, 1.6), (meter, null), (Global, null),
        ];
        foreach (var (i, (scope, sigma)) in changes.Index())
        {
            Assert.Empty((await caller.SetAsync(i % 2 == 0 ? first : second, scope, sigma)).PendingPartitions);
            await run.Watch.MoreAsync(records: 100);
        }

        var last = caller.Answers.Last();
        var agreed = await SteeringCaller.AgreedAsync(last.Revision, first, second);
        Assert.Equal(last.EffectiveFrom, agreed.EffectiveFrom);
        Assert.Equal(2.5, Assert.Single(agreed.Thresholds).Sigma);
        await run.Traffic.StopAsync();
        await new KafkaProbe(run.Setup).AllCommittedAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"call to answer: p50 {caller.Milliseconds[caller.Milliseconds.Count / 2]:F0} ms, max {caller.Milliseconds[^1]:F0} ms of {caller.Milliseconds.Count} calls");
        var proof = new SteeringProof(await ControlHistory.ReadAsync(run.Setup), await ClaimReader.ReadAsync(run.Setup));
        Assert.Equal(changes.Length, proof.History.Revisions.Count);
        Assert.Equal(proof.History.Revisions, caller.Answers.Select(answer => answer.Revision));
        proof.AssertSwitchesAreExact();
        Assert.All(caller.Answers, answer => proof.AssertAnswered(answer.Revision, answer.EffectiveFrom));
        // Each that noise crosses often enough has been put to the proof.
        Assert.Superset(changes.Where(change => change.Sigma <= 3).Select(change => change.Sigma!.Value).ToHashSet(), proof.Claims.Select(claim => claim.Threshold).ToHashSet());
    }
}
