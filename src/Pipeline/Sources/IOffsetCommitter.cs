namespace GridFlow.Sources;

/// <summary>Commits how far the group has come.</summary>
internal interface IOffsetCommitter
{
    /// <summary>Commits positions of assignments that still hold; the others are left to the partitions' new owners.</summary>
    /// <returns>False when they could not be committed now: ask again.</returns>
    bool TryCommit(IReadOnlyCollection<PartitionPosition> positions);
}
