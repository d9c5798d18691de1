namespace GridFlow.Sources;

/// <summary>Commits how far the group has come.</summary>
internal interface IOffsetCommitter
{
    /// <summary>Commits positions of partitions that are still owned. One that cannot be committed now is committed by a later call.</summary>
    /// <param name="positions">Next offset to read, by partition.</param>
    void Commit(IReadOnlyDictionary<int, long> positions);
}
