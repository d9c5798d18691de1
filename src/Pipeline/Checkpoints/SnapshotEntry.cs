namespace GridFlow.Checkpoints;

/// <summary>A snapshot as its store lists it; nothing of it has been read.</summary>
/// <param name="Name">Its name, taken apart.</param>
/// <param name="Bytes">Its size in the store.</param>
internal readonly record struct SnapshotEntry(SnapshotName Name, long Bytes);
