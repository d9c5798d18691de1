namespace GridFlow.Sources;

/// <summary>How far a partition has come under one assignment.</summary>
/// <param name="Partition">Number.</param>
/// <param name="Epoch">The assignment; under a later one the position means nothing, because another instance may have gone further.</param>
/// <param name="NextOffset">Next offset to read.</param>
public readonly record struct PartitionPosition(int Partition, long Epoch, long NextOffset);
