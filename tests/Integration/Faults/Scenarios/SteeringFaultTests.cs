using System.Globalization;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Control;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class SteeringFaultTests(RealServers servers)
{
    private const string KillsVariable = "GRIDFLOW_STEERING_KILLS";
    private const int DefaultKills = 3;

    // Rare, so that an instance that takes over replays for a while and changes meet it there.
    private static readonly string[] RareSnapshots = ["--Checkpoints:SnapshotInterval=00:00:20", "--Checkpoints:SnapshotMinPause=00:00:20"];

    [Fact(Timeout = 7_200_000)]
    [Trait("Speed", "slow")]
    [Fault("`kill -9` of one of two instances at random moments while thresholds are changed all the time under 10,000 readings/s", "each partition goes over to each revision at one offset, which is the one that answers name; the anomalies are those of an undisturbed run at these thresholds, each once")]
    public async Task Sigkill_WhileThresholdsChange_EachRevisionHasOneSwitchPointAndNothingIsLost()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable(KillsVariable) ?? $"{DefaultKills}", CultureInfo.InvariantCulture);
        var random = new Random(20_261_125);
        await using var run = await FaultRun.BeginAsync("steering-kills", servers, new FaultRunOptions { Rate = FaultTraffic.FullRate, Meters = 1_500, Arguments = RareSnapshots });
        GridFlowProcess[] alive = [run.Newest, await run.JoinAsync()];
        await run.Watch.MoreAsync(records: 500);
        await using var changes = new ThresholdChanges((await ClaimReader.ReadAsync(run.Setup))[^1].MeterId, [.. alive]);
        while (run.Kills < kills)
        {
            await changes.MoreAsync(answers: 3);
            await Until.StaysAsync(TimeSpan.FromMilliseconds(random.Next(3_000)), () => Task.FromResult<string?>(null));
            var victim = random.Next(alive.Length);
            await run.KillAsync(alive[victim]);
            alive[victim] = run.Launch();
            await alive[victim].OpenAsync();
            changes.Ask([.. alive]);
        }

        await run.SharedAsync();
        await run.Watch.MoreAsync(records: 500);
        await changes.StopAsync();
        await run.Traffic.StopAsync();
        await new KafkaProbe(run.Setup).AllCommittedAsync(TimeSpan.FromMinutes(2));
        var history = await ControlHistory.ReadAsync(run.Setup);
        var agreed = await SteeringCaller.AgreedAsync(history.Revisions[^1], alive);
        Assert.All(await Task.WhenAll(alive.Select(instance => instance.TerminateAsync())), exit => Assert.Equal(0, exit));

        var proof = new SteeringProof(history, await ClaimReader.ReadAsync(run.Setup));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{history.Revisions.Count} changes, {changes.Caller.Answers.Count} answered, {changes.Caller.Answers.Count(answer => answer.PendingPartitions.Count > 0)} of them with partitions pending, {changes.Unanswered} unanswered; {proof.Claims.Count} anomalies");
        proof.AssertSwitchesAreExact();
        Assert.All(changes.Caller.Answers, answer => proof.AssertAnswered(answer.Revision, answer.EffectiveFrom));
        proof.AssertAnswered(agreed.Revision, agreed.EffectiveFrom);
        proof.AssertComplete(await EverythingAsync(run.Setup.Reference()));
        Assert.True(history.Revisions.Count > kills && proof.Claims.Count > 1_000, "too little happened to prove anything");
    }

    /// <summary>What an undisturbed run finds at the lowest threshold there is.</summary>
    private static async Task<IReadOnlyList<Claim>> EverythingAsync(PipelineSetup reference)
    {
        await using var instance = await GridFlowProcess.StartAsync(reference, "--Checkpoints:Store=none", "--Detection:ThresholdSigma=1.5");
        await new KafkaProbe(reference).AllCommittedAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(0, await instance.TerminateAsync());
        return await ClaimReader.ReadAsync(reference);
    }
}
