using GridFlow.Checkpoints;
using GridFlow.Pipeline.Tests.Support;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class SnapshotCatalogTests : IDisposable
{
    private readonly MemorySnapshotStore _store = new();
    private readonly SnapshotCatalog _catalog;

    public SnapshotCatalogTests() => _catalog = new SnapshotCatalog(_store);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task ListAsync_OnePartition_IsNewestFirstAndNothingElse()
    {
        Put(3, 10, 200, 99);
        Put(30, 1);
        _store.Files["gridflow/sensor-readings/00003/notes.txt"] = [];

        var entries = await _catalog.ListAsync("gridflow", "sensor-readings", 3, CancellationToken.None);
        Assert.Equal([200L, 99L, 10L], entries.Select(entry => entry.Name.Offset));
    }

    [Fact]
    public async Task ListAllAsync_ManyPartitions_AreInTheirOrder()
    {
        Put(30, 1);
        Put(3, 10, 200);

        var entries = await _catalog.ListAllAsync(CancellationToken.None);
        Assert.Equal([(3, 200L), (3, 10L), (30, 1L)], entries.Select(entry => (entry.Name.Partition, entry.Name.Offset)));
    }

    [Fact]
    public async Task PruneAsync_MoreThanKept_RemovesTheOldestOfThisPartition()
    {
        Put(3, 10, 20, 30, 40, 50);
        Put(4, 10, 20, 30, 40, 50);

        await _catalog.PruneAsync(Name(3, 50), 3, CancellationToken.None);
        Assert.Equal([50L, 40L, 30L], await OffsetsAsync(3));
        Assert.Equal(5, (await OffsetsAsync(4)).Count);
    }

    [Fact]
    public async Task PruneAsync_OldTopicFurtherAhead_KeepsTheOneJustWritten()
    {
        Put(3, 5, 1000, 2000, 3000, 4000);

        await _catalog.PruneAsync(Name(3, 5), 2, CancellationToken.None);
        Assert.Equal([4000L, 3000L, 5L], await OffsetsAsync(3));
    }

    [Fact]
    public async Task OpenAsync_NameOfAnother_IsDamage()
    {
        var name = Name(4, 1);
        _store.Files[name.ToString()] = SnapshotSample.Encode(SnapshotSample.Header);

        var e = await Assert.ThrowsAsync<SnapshotDamagedException>(() => _catalog.OpenAsync(name, CancellationToken.None));
        Assert.Contains("00003/00000000000000123456", e.Problem, StringComparison.Ordinal);
    }

    private static SnapshotName Name(int partition, long offset) => new("gridflow", "sensor-readings", partition, offset);

    private void Put(int partition, params long[] offsets)
    {
        foreach (var offset in offsets)
        {
            _store.Files[Name(partition, offset).ToString()] = [];
        }
    }

    private async Task<List<long>> OffsetsAsync(int partition) =>
        [.. (await _catalog.ListAsync("gridflow", "sensor-readings", partition, CancellationToken.None)).Select(entry => entry.Name.Offset)];
}
