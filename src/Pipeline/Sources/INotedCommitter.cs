namespace GridFlow.Sources;

/// <summary>Commits a position with a note that the partition's next owner reads. Blocks; any thread.</summary>
internal interface INotedCommitter
{
    /// <summary>Commits, provided that the partition is still this instance's under this assignment.</summary>
    /// <returns>Whether it is committed; null when the assignment is over and nothing was done.</returns>
    bool? TryCommit(PartitionPosition position, string note);

    /// <summary>Whether a partition is this instance's under this assignment.</summary>
    bool IsCurrent(int partition, long epoch);

    /// <summary>Has a partition recovered and read again from its committed position, unless its assignment is over.</summary>
    void Restart(int partition, long epoch);
}
