namespace GridFlow.Checkpoints;

/// <summary>What became of this process's snapshots.</summary>
/// <param name="Partitions">Last stored snapshot of each partition, by number; only those that were stored since the start.</param>
/// <param name="Last">The one that was stored last; null before the first.</param>
/// <param name="Stored">Snapshots that became durable.</param>
/// <param name="Failed">Snapshots that could not be stored.</param>
/// <param name="Abandoned">Snapshots given up because their partition went.</param>
/// <param name="LastFailure">Why the last that failed did; null when none has, or when one was stored since.</param>
public sealed record SnapshotStatistics(
    IReadOnlyList<PartitionSnapshot> Partitions, PartitionSnapshot? Last, long Stored, long Failed, long Abandoned, string? LastFailure);

/// <summary>One stored snapshot.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">The state is that of all records in front of this offset.</param>
/// <param name="TakenAt">When it was begun.</param>
/// <param name="Duration">From then until it was durable.</param>
/// <param name="StateBytes">Size of the state.</param>
/// <param name="StoredBytes">Size in the store.</param>
public sealed record PartitionSnapshot(int Partition, long Offset, DateTimeOffset TakenAt, TimeSpan Duration, long StateBytes, long StoredBytes);
