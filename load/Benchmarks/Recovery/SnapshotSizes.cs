using GridFlow.Checkpoints;

namespace GridFlow.Load.Benchmarks.Recovery;

/// <summary>Sizes of the newest snapshots of all partitions.</summary>
/// <param name="StoredBytes">As they are stored.</param>
/// <param name="StateBytes">The state in them.</param>
internal readonly record struct SnapshotSizes(long StoredBytes, long StateBytes)
{
    public static async Task<SnapshotSizes> ReadAsync(string folder)
    {
        using var store = SnapshotStores.Open(new CheckpointsOptions { Store = folder }, TimeProvider.System)!;
        var catalog = new SnapshotCatalog(store);
        var sizes = default(SnapshotSizes);
        foreach (var partition in (await catalog.ListAllAsync(CancellationToken.None)).GroupBy(entry => entry.Name.Partition))
        {
            var newest = partition.MaxBy(entry => entry.Name.Offset);
            sizes = new SnapshotSizes(sizes.StoredBytes + newest.Bytes, sizes.StateBytes + (await catalog.StateBytesAsync(newest, CancellationToken.None) ?? 0));
        }

        return sizes;
    }
}
