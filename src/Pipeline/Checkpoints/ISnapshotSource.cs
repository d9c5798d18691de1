using GridFlow.Detection;

namespace GridFlow.Checkpoints;

/// <summary>Finds and loads snapshots for recovery.</summary>
internal interface ISnapshotSource
{
    /// <summary>Loads the newest intact snapshot of a partition whose offset is not behind <paramref name="position"/>; waits for a store that is away.</summary>
    /// <exception cref="PartitionUnrecoverableException">There is one in a format that only a newer GridFlow reads.</exception>
    Task<LoadedSnapshot> LoadAsync(int partition, long position, CancellationToken cancellationToken);

    /// <summary>Whether there is any snapshot of a partition; false when the store does not answer.</summary>
    Task<bool> HasAnyAsync(int partition, CancellationToken cancellationToken);
}

/// <summary>What a store had to offer.</summary>
/// <param name="Detector">The state; null when no snapshot is usable.</param>
/// <param name="Offset">Offset of the state.</param>
/// <param name="StateBytes">Size of the state.</param>
/// <param name="Took">How long it took to find and load.</param>
/// <param name="Skipped">Newer snapshots that could not be used, each with its reason.</param>
internal sealed record LoadedSnapshot(PartitionDetector? Detector, long Offset, long StateBytes, TimeSpan Took, IReadOnlyList<string> Skipped);
