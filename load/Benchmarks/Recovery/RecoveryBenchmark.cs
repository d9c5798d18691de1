using GridFlow.Checkpoints;

namespace GridFlow.Load.Benchmarks.Recovery;

/// <summary>
/// How long a pipeline takes from its making to the first anomaly it commits, by part: start (client, group, assignment), load (committed position, snapshot, state
/// restored, seek), replay (readings in silence up to the committed position). Once from snapshots, and, as the reference in the same run, once without any, when
/// everything that a window may hold is read again.
/// </summary>
/// <remarks>
/// A crash is made by hand, so that it is the same every time: a first pipeline reads to the end, writes its snapshots and stops; then the group's positions are put
/// forward by as many readings as a partition may be ahead of its snapshot. What a crash has besides is not in here: the start of a process, and the session of the
/// dead member, which the group waits for.
/// </remarks>
internal sealed class RecoveryBenchmark(string bootstrapServers, int meters, int rounds, int behind, Action<string> progress)
{
    private const int Partitions = 4;
    private const string Group = "pipeline";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    private readonly BenchmarkTopics _topics = new(bootstrapServers, "recovery");

    public async Task<IReadOnlyList<RecoveryResult>> RunAsync()
    {
        await _topics.CreateAsync(Partitions);
        using var folder = new SnapshotFolder();
        var fill = new TopicFill(_topics, meters, Partitions);
        progress($"{meters:N0} meters: producing {(long)meters * rounds:N0} readings, {rounds} of each meter");
        fill.Add((long)meters * rounds);
        progress("a first pipeline reads them");
        await using (var first = new BenchmarkPipeline(_topics.Options(Group), new CheckpointsOptions { Store = folder.Path }))
        {
            await first.SettledAsync(fill.Ends.Sum());
            await first.StopAsync();
        }

        fill.Add((long)behind * Partitions);
        long[] committed = [.. fill.Ends];
        fill.Add((long)meters + (behind * Partitions));
        var snapshots = await SnapshotSizes.ReadAsync(folder.Path);
        progress("recovering from snapshots");
        var fromSnapshots = await RecoverAsync(committed, folder.Path, snapshots);
        progress("recovering without");
        return [fromSnapshots, await RecoverAsync(committed, SnapshotStores.None, default)];
    }

    private async Task<RecoveryResult> RecoverAsync(long[] committed, string store, SnapshotSizes snapshots)
    {
        GroupPositions.Set(_topics, Group, committed);
        using var kinds = new RecoveryKinds();
        using var watch = new RecoveryWatch();
        await using var pipeline = new BenchmarkPipeline(_topics.Options(Group), new CheckpointsOptions { Store = store }, watch);
        await pipeline.UntilAsync(status => status.Anomalies.Count > 0, Look);
        var firstOutput = watch.Elapsed;
        await pipeline.UntilAsync(_ => watch.Partitions.Count == Partitions);
        var result = new RecoveryResult(meters, kinds.Read(), watch.Partitions, snapshots, firstOutput);
        await pipeline.StopAsync();
        return result;
    }
}
