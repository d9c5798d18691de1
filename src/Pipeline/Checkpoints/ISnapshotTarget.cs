namespace GridFlow.Checkpoints;

/// <summary>Takes snapshots off the lane: compresses, writes and prunes in the background.</summary>
internal interface ISnapshotTarget
{
    /// <summary>Begins a snapshot. Does not block and does not throw.</summary>
    /// <param name="header">What it is of.</param>
    /// <param name="done">Called once, on any thread, when it is durable or has failed.</param>
    IStateSink Begin(SnapshotHeader header, Action<SnapshotResult> done);
}

/// <summary>What became of a snapshot.</summary>
/// <param name="Stored">It is in the store, durably.</param>
/// <param name="StateBytes">Size of the state before compression.</param>
/// <param name="StoredBytes">Size in the store.</param>
/// <param name="Failure">Why it is not there; null when it is, or when it was abandoned.</param>
internal readonly record struct SnapshotResult(bool Stored, long StateBytes, long StoredBytes, string? Failure);
