using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class SnapshotDamageTests(RealServers servers)
{
    private const int Stretch = 8_000;

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("the newest snapshot of every partition is torn", "the one before it is taken, and said so; the output of an undisturbed run, each record once")]
    [Fault("a bit of the newest snapshots is flipped", "the same")]
    [Fault("the whole store is deleted", "one window is replayed; the same output")]
    [Fault("files of somebody else lie between the snapshots", "left alone; the same output")]
    public async Task Store_DamagedBetweenKillAndRestart_SameOutputAsUndisturbed()
    {
        await using var run = await FaultRun.BeginAsync("snapshot-damage", servers, new FaultRunOptions());
        var store = new SnapshotFolder(run.StoreFolder);
        foreach (var damage in new Action[]
        {
            () => SnapshotFolder.Tear(store.Newest),
            () => SnapshotFolder.Corrupt(store.Newest),
            store.Delete,
            () => PutForeignFiles(store),
        })
        {
            await store.FilledAsync(PipelineSetup.Partitions, each: 2);
            await run.Traffic.MoreAsync(Stretch);
            await run.KillAsync(run.Newest);
            damage();
            run.Launch();
            await run.Watch.MoreAsync(records: 50);
        }

        await run.FinishExactlyAsync();
    }

    private static void PutForeignFiles(SnapshotFolder store)
    {
        foreach (var newest in store.Newest)
        {
            File.WriteAllText($"{newest.FullName}.orig", "not a snapshot");
            File.WriteAllText(Path.Combine(newest.DirectoryName!, "README"), "not a snapshot");
        }
    }
}
