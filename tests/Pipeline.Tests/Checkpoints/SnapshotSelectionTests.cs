using System.IO.Hashing;
using GridFlow.Checkpoints;
using GridFlow.Pipeline.Tests.Support;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class SnapshotSelectionTests : IDisposable
{
    private readonly MemorySnapshotStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task RestoreAsync_SeveralFit_TakesTheNewestNotAheadOfTheCommit()
    {
        Put(10, 20, 30, 40);

        var selection = await RestoreAsync(committed: 30);
        Assert.Equal((30L, "state at 30"), (selection.Header!.Offset, selection.State));
        Assert.Empty(selection.Skipped);
        Assert.True(selection is { StateBytes: 11, StoredBytes: > 100 });
    }

    [Fact]
    public async Task RestoreAsync_NoneFits_GivesNone()
    {
        Put(40);

        var selection = await RestoreAsync(committed: 39);
        Assert.Null(selection.Header);
        Assert.Null(selection.State);
        Assert.Empty(selection.Skipped);
    }

    [Fact]
    public async Task RestoreAsync_DamagedAtEveryPlace_FallsBackToTheOneBefore()
    {
        Put(10, 20);
        var whole = _store.Files[Name(20)];
        for (var at = 0; at < whole.Length; at++)
        {
            var bytes = whole.ToArray();
            bytes[at] ^= 0x10;
            _store.Files[Name(20)] = bytes;

            var selection = await RestoreAsync(committed: 20);
            Assert.Equal("state at 10", selection.State);
            var skipped = Assert.Single(selection.Skipped);
            Assert.Equal((20L, SkipReason.Damaged), (skipped.Name.Offset, skipped.Reason));
            Assert.Contains("damaged at byte", skipped.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RestoreAsync_TornBehindWhatWasRead_IsStillNoticed()
    {
        Put(10, 20);
        _store.Files[Name(20)] = _store.Files[Name(20)][..^1];

        // Takes the first chunk and no more, as somebody would who knows how many meters there are.
        var selection = await SnapshotSelection.RestoreAsync(Catalog(), Query(20), async (reader, cancellationToken) =>
        {
            await foreach (var chunk in reader.ChunksAsync(cancellationToken))
            {
                chunk.Return();
                break;
            }

            return reader.Header.Offset;
        }, CancellationToken.None);
        Assert.Equal(10, selection.State);
        Assert.Single(selection.Skipped);
    }

    [Fact]
    public async Task RestoreAsync_StateThatCannotBeRead_CountsAsDamage()
    {
        Put(10, 20);

        var selection = await SnapshotSelection.RestoreAsync(
            Catalog(), Query(20), (reader, _) => reader.Header.Offset == 20 ? throw new InvalidDataException("no such entry") : Task.FromResult("ok"), CancellationToken.None);
        Assert.Equal("ok", selection.State);
        Assert.Contains("no such entry", Assert.Single(selection.Skipped).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RestoreAsync_OtherTopicAndOtherSettings_AreSkippedWithTheirReason()
    {
        Put(10);
        Put(SnapshotSample.Header with { Offset = 20, TopicId = "another" });
        Put(SnapshotSample.Header with { Offset = 30, Settings = "window=1" });

        var selection = await RestoreAsync(committed: 100);
        Assert.Equal("state at 10", selection.State);
        Assert.Equal([(30L, SkipReason.OtherSettings), (20L, SkipReason.OtherTopic)], selection.Skipped.Select(skipped => (skipped.Name.Offset, skipped.Reason)));
    }

    [Theory]
    [InlineData("", "known")]
    [InlineData("known", "")]
    public async Task RestoreAsync_TopicIdUnknownOnOneSide_IsNotCompared(string written, string now)
    {
        Put(SnapshotSample.Header with { Offset = 20, TopicId = written });

        var selection = await SnapshotSelection.RestoreAsync(Catalog(), Query(20) with { TopicId = now }, (_, _) => Task.FromResult("ok"), CancellationToken.None);
        Assert.Equal("ok", selection.State);
    }

    [Fact]
    public async Task RestoreAsync_LaterFormat_IsAnErrorAndNotAnOlderSnapshot()
    {
        Put(10, 20);
        var bytes = _store.Files[Name(20)];
        bytes[8] = 2;
        BitConverter.TryWriteBytes(bytes.AsSpan(16), XxHash3.HashToUInt64(bytes.AsSpan(0, 16)));

        await Assert.ThrowsAsync<SnapshotTooNewException>(() => RestoreAsync(committed: 20));
    }

    [Fact]
    public async Task RestoreAsync_StoreAway_IsToldToTheCaller()
    {
        Put(10);
        _store.Trouble = new SnapshotStoreException("away");

        await Assert.ThrowsAsync<SnapshotStoreException>(() => RestoreAsync(committed: 20));
    }

    [Fact]
    public async Task RestoreAsync_RemovedMeanwhile_TakesTheOneBefore()
    {
        Put(10, 20);

        var selection = await SnapshotSelection.RestoreAsync(
            Catalog(), Query(20), (reader, _) => reader.Header.Offset == 20 ? throw new FileNotFoundException() : Task.FromResult("ok"), CancellationToken.None);
        Assert.Equal("ok", selection.State);
        Assert.Equal(SkipReason.Gone, Assert.Single(selection.Skipped).Reason);
    }

    private static string Name(long offset) => new SnapshotName("gridflow", "sensor-readings", 3, offset).ToString();

    private static SnapshotQuery Query(long committed) =>
        new("gridflow", "sensor-readings", 3, committed, SnapshotSample.Header.TopicId, SnapshotSample.Header.Settings);

    private void Put(params long[] offsets)
    {
        foreach (var offset in offsets)
        {
            Put(SnapshotSample.Header with { Offset = offset });
        }
    }

    private void Put(SnapshotHeader header) => _store.Files[Name(header.Offset)] = SnapshotSample.Encode(header, System.Text.Encoding.UTF8.GetBytes($"state at {header.Offset}"));

    private SnapshotCatalog Catalog() => new(_store);

    private Task<SnapshotSelection<string>> RestoreAsync(long committed) => SnapshotSelection.RestoreAsync(Catalog(), Query(committed), async (reader, cancellationToken) =>
    {
        var chunks = await SnapshotSample.ChunksAsync(reader, cancellationToken);
        return string.Concat(chunks.Select(System.Text.Encoding.UTF8.GetString));
    }, CancellationToken.None);
}
