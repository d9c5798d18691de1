using GridFlow.Checkpoints;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class FaultPointTests(RealServers servers)
{
    private const int KilledBySignal = 137;
    private static readonly TimeSpan HitLimit = TimeSpan.FromSeconds(45);

    // Not always the first time it comes by: the first transaction and the first snapshot are the quiet ones.
    private static readonly string[] Points =
    [
        "transaction.begun:7", "transaction.produced:1", "transaction.produced:13", "transaction.offsets_sent:11", "transaction.committed:17",
        "snapshot.begun:3", "snapshot.compressed:2", "snapshot.written:6", "snapshot.synced:1", "snapshot.stored:5", "snapshot.pruned:2",
        "recovery.loaded:1", "recovery.loaded:3", "recovery.seeked:2", "recovery.replayed:1", "recovery.replayed:4",
        "archive.sealed:1", "archive.sealed:5", "archive.announced:1", "archive.announced:6", "archive.file_stored:2", "archive.stored:1", "archive.stored:5", "archive.moved:1", "archive.moved:4",
    ];

    [Fact]
    public void Points_OfThePipeline_AreAllHere() =>
        Assert.Equal(FaultPoints.All.Order(), Points.Select(point => point.Split(':')[0]).Distinct().Order());

    [Fact(Timeout = 900_000)]
    [Trait("Speed", "slow")]
    [Fault("killed between each pair of steps of a commit, a snapshot, a recovery and an upload to the archive, one after the other", "the output of an undisturbed run, each record once; every reading in the archive, once")]
    public async Task Sigkill_AtEachFaultPoint_SameOutputAsUndisturbed()
    {
        await using var run = await FaultRun.BeginAsync("fault-points", servers, new FaultRunOptions { Archive = true });
        await run.Watch.MoreAsync(records: 100);
        await run.KillAsync(run.Newest);
        foreach (var point in Points)
        {
            var instance = run.Launch(point);
            var exit = await instance.EndAsync(HitLimit);
            run.NoteKill();
            Assert.True(exit == KilledBySignal, $"{point}: ended with {exit}: {instance.Log}");
        }

        run.Launch();
        await run.Watch.MoreAsync(records: 1);
        await run.FinishExactlyAsync();
    }
}
