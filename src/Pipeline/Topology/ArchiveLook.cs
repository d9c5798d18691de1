namespace GridFlow.Topology;

/// <summary>One look at a running archive.</summary>
/// <param name="SpoolBytes">Bytes in the spool.</param>
/// <param name="BudgetBytes">Most bytes in the spool.</param>
/// <param name="Blocks">Stages in the order a reading passes them.</param>
/// <param name="Lags">Readings not read yet, of partitions of which that is known.</param>
internal sealed record ArchiveLook(long SpoolBytes, long BudgetBytes, IReadOnlyList<BlockStatus> Blocks, IReadOnlyList<(int Partition, long Readings)> Lags)
{
    /// <summary>An archive that does not run.</summary>
    public static ArchiveLook None { get; } = new(0, 0, [], []);
}
