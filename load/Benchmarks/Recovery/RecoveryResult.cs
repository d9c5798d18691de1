namespace GridFlow.Load.Benchmarks.Recovery;

/// <summary>One recovery. The parts follow each other: each ends when the last partition has come so far.</summary>
/// <param name="Meters">Meters with state.</param>
/// <param name="From">What the state came from.</param>
/// <param name="Partitions">Times of each partition.</param>
/// <param name="Snapshots">The newest snapshots of all partitions.</param>
/// <param name="FirstOutput">From the making of the pipeline to the first committed anomaly of any partition, which may come before the last one is recovered.</param>
internal sealed record RecoveryResult(int Meters, string From, IReadOnlyCollection<PartitionTimes> Partitions, SnapshotSizes Snapshots, TimeSpan FirstOutput)
{
    public TimeSpan Start => Partitions.Max(p => p.Assigned);

    public TimeSpan Load => Partitions.Max(p => p.Loaded) - Start;

    public TimeSpan Replay => Partitions.Max(p => p.Replayed) - Partitions.Max(p => p.Loaded);

    public long ReadingsReplayed => Partitions.Sum(p => p.ReadingsReplayed);
}
