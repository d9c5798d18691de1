using System.Text.RegularExpressions;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class SnapshotDamageTests(RealServers servers)
{
    private const int Stretch = 8_000;
    private static readonly TimeSpan RefuseLimit = TimeSpan.FromSeconds(40);

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("the newest snapshot of every partition is torn", "the one before it is taken, and said so; the output of an undisturbed run, each record once")]
    [Fault("a bit of the newest snapshot of every partition is flipped", "the same")]
    [Fault("the whole store is deleted", "one window is read again, and said so; the same output")]
    [Fault("files of somebody else lie between the snapshots", "left alone; the same output")]
    public async Task Store_DamagedBetweenKillAndRestart_SameOutputAsUndisturbed()
    {
        await using var run = await FaultRun.BeginAsync("snapshot-damage", servers, new FaultRunOptions());
        var store = new SnapshotFolder(run.StoreFolder);

        await KilledAsync(run, store, SnapshotFolder.Tear, "(skipped ");
        await KilledAsync(run, store, SnapshotFolder.Corrupt, "(skipped ");
        await KilledAsync(run, store, _ => store.Delete(), "no usable snapshot, reads one window again");
        var strangers = new List<string>();
        await KilledAsync(run, store, newest => strangers.AddRange(newest.SelectMany(PutForeignFiles)), "snapshot of offset");
        await store.FilledAsync(PipelineSetup.Partitions, each: 2);

        await run.FinishExactlyAsync();
        Assert.All(strangers, stranger => Assert.True(File.Exists(stranger), stranger));
    }

    [Fact(Timeout = 300_000)]
    [Trait("Speed", "slow")]
    [Fault("the newest snapshots have the format of a later GridFlow", "it refuses to start without that state, names file and format and what to do; without these files it goes on with the output of an undisturbed run")]
    public async Task Store_NewerFormat_RefusedWithoutLoss()
    {
        await using var run = await FaultRun.BeginAsync("newer-format", servers, new FaultRunOptions());
        var store = new SnapshotFolder(run.StoreFolder);
        await store.FilledAsync(PipelineSetup.Partitions, each: 2);
        await run.KillAsync(run.Newest);
        var newest = store.Newest(new KafkaProbe(run.Setup).Committed());
        SnapshotFolder.MakeNewer(newest);

        var refused = run.Launch();
        Assert.Equal(1, await refused.EndAsync(RefuseLimit));
        Assert.Contains("has format 2", refused.Log, StringComparison.Ordinal);
        Assert.Contains(newest, file => refused.Log.Contains(file.Name, StringComparison.Ordinal));
        foreach (var file in newest)
        {
            file.Delete();
        }

        run.Launch();
        await run.Watch.MoreAsync(records: 50);
        await run.FinishExactlyAsync();
    }

    /// <summary>Kills, damages, starts again, and waits until every partition has said how it was recovered.</summary>
    private static async Task KilledAsync(FaultRun run, SnapshotFolder store, Action<IReadOnlyList<FileInfo>> damage, string story)
    {
        await store.FilledAsync(PipelineSetup.Partitions, each: 2);
        await run.Traffic.MoreAsync(Stretch);
        await run.KillAsync(run.Newest);
        var newest = store.Newest(new KafkaProbe(run.Setup).Committed());
        Assert.Equal(PipelineSetup.Partitions, newest.Count);
        damage(newest);
        var restarted = run.Launch();
        await Until.ThereAsync(() => Task.FromResult(
            Enumerable.Range(0, PipelineSetup.Partitions).FirstOrDefault(partition => !Regex.IsMatch(restarted.Log, $@"\[{partition}\] recovered at offset \d+: .*{Regex.Escape(story)}"), -1) is var open and >= 0
                ? $"partition {open} to be recovered with '{story}'"
                : null));
        await run.Watch.MoreAsync(records: 50);
    }

    private static IEnumerable<string> PutForeignFiles(FileInfo newest)
    {
        string[] strangers = [$"{newest.FullName}.orig", Path.Combine(newest.DirectoryName!, "README"), Path.Combine(newest.DirectoryName!, "17.snapshot")];
        foreach (var stranger in strangers)
        {
            File.WriteAllText(stranger, "not a snapshot");
        }

        return strangers;
    }
}
