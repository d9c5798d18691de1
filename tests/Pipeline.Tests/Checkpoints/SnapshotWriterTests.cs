using GridFlow.Checkpoints;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class SnapshotWriterTests : IAsyncDisposable
{
    private readonly MemorySnapshotStore _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly List<SnapshotResult> _results = [];
    private readonly SnapshotWriter _writer;

    public SnapshotWriterTests() => _writer = new SnapshotWriter(_store, kept: 2, _conditions, _time);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task Complete_Chunks_AreStoredInTheirOrder()
    {
        byte[][] chunks = [SnapshotSample.Rows(70_000, 1), SnapshotSample.Rows(10, 2), [9]];
        var result = await WriteAsync(100, chunks);

        Assert.Equal((true, (long)chunks.Sum(chunk => chunk.Length), (string?)null), (result.Stored, result.StateBytes, result.Failure));
        var bytes = _store.Files[Name(100)];
        Assert.Equal(bytes.Length, result.StoredBytes);
        var (header, read) = await SnapshotSample.DecodeAsync(bytes);
        Assert.Equal(Header(100), header);
        Assert.Equal(chunks, read);
    }

    [Fact]
    public async Task Complete_NoChunks_StoresAnEmptyState()
    {
        Assert.True((await WriteAsync(0)).Stored);
        Assert.Empty((await SnapshotSample.DecodeAsync(_store.Files[Name(0)])).Chunks);
    }

    [Fact]
    public async Task Complete_ManyPartitionsAtOnce_AreNotMixed()
    {
        var sinks = Enumerable.Range(0, 20).Select(partition => Begin(Header(7) with { Partition = partition })).ToList();
        for (var round = 0; round < 5; round++)
        {
            for (var partition = 0; partition < sinks.Count; partition++)
            {
                sinks[partition].Add(SnapshotSample.Chunk([(byte)partition, (byte)round]));
            }
        }

        sinks.ForEach(sink => sink.Complete());
        await ResultsAsync(sinks.Count);
        for (var partition = 0; partition < sinks.Count; partition++)
        {
            var (_, chunks) = await SnapshotSample.DecodeAsync(_store.Files[new SnapshotName("gridflow", "sensor-readings", partition, 7).ToString()]);
            Assert.Equal(Enumerable.Range(0, 5).Select(round => new[] { (byte)partition, (byte)round }), chunks);
        }
    }

    [Fact]
    public async Task Complete_MoreThanKept_OldOnesGo()
    {
        foreach (var offset in new long[] { 10, 20, 30 })
        {
            await WriteAsync(offset, [1]);
        }

        Assert.Equal([Name(20), Name(30)], _store.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Complete_StoreAway_FailsOnceSaysWhyAndIsWellAfterTheNext()
    {
        _store.Trouble = new SnapshotStoreException("folder x is full: no space left on the device");
        var result = await WriteAsync(10, [1]);

        Assert.False(result.Stored);
        Assert.Contains("no space left", result.Failure, StringComparison.Ordinal);
        Assert.Equal(1, _store.Writes);
        Assert.True(_conditions.IsRaised(SnapshotWriter.Subject));
        Assert.Contains("no space left", Assert.Single(_conditions.Sentences), StringComparison.Ordinal);

        _store.Trouble = null;
        Assert.True((await WriteAsync(20, [1])).Stored);
        Assert.Empty(_conditions.Sentences);
    }

    [Fact]
    public async Task Complete_DefectInTheStore_FailsThisSnapshotOnly()
    {
        _store.Trouble = new InvalidOperationException("a bug");
        Assert.Contains("a bug", (await WriteAsync(10, [1])).Failure, StringComparison.Ordinal);

        _store.Trouble = null;
        Assert.True((await WriteAsync(20, [1])).Stored);
    }

    [Fact]
    public async Task Complete_OldOnesCannotBeRemoved_IsStoredAndShown()
    {
        _store.DeleteTrouble = new SnapshotStoreException("not allowed");
        foreach (var offset in new long[] { 10, 20, 30 })
        {
            Assert.True((await WriteAsync(offset, [1])).Stored);
        }

        Assert.Contains("cannot be removed: not allowed", Assert.Single(_conditions.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abandon_AfterChunks_KeepsNothingAndIsNoFailure()
    {
        var sink = Begin(Header(10));
        sink.Add(SnapshotSample.Chunk([1]));
        sink.Abandon();
        var result = (await ResultsAsync(1))[0];

        Assert.Equal(default, result);
        Assert.Empty(_store.Files);
        Assert.Empty(_conditions.Sentences);
    }

    [Fact]
    public async Task Add_AfterTheEnd_ReturnsTheMemory()
    {
        var sink = Begin(Header(10));
        sink.Complete();
        await ResultsAsync(1);

        var late = SnapshotSample.Chunk([1]);
        sink.Add(late);
        Assert.Equal(0, late.Length);
        Assert.Equal(0, sink.Backlog);
    }

    [Fact]
    public async Task Backlog_StoreHangs_ChunksStillShrinkAndNobodyWaits()
    {
        var gate = new TaskCompletionSource();
        _store.Gate = gate.Task;
        var hanging = Begin(Header(10));
        hanging.Complete();
        var sink = Begin(Header(10) with { Partition = 4 });
        for (var i = 0; i < 20; i++)
        {
            sink.Add(SnapshotSample.Chunk([1]));
        }

        await Eventually.TrueAsync(() => sink.Backlog == 0, "the chunks are compressed while the store hangs");
        sink.Complete();
        gate.SetResult();
        Assert.All(await ResultsAsync(2), result => Assert.True(result.Stored));
    }

    [Fact]
    public async Task DisposeAsync_WriteUnderWay_WaitsForIt()
    {
        var gate = new TaskCompletionSource();
        _store.Gate = gate.Task;
        Begin(Header(10)).Complete();
        await Eventually.TrueAsync(() => _store.Writes == 1, "the write begins");
        var stopping = _writer.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);

        gate.SetResult();
        await stopping.WaitAsync(Eventually.Patience);
        Assert.True(Assert.Single(_results).Stored);
    }

    [Fact]
    public async Task DisposeAsync_StoreHangs_GivesUpInTime()
    {
        _store.Gate = new TaskCompletionSource().Task;
        Begin(Header(10)).Complete();
        var unfinished = Begin(Header(10) with { Partition = 4 });
        await Eventually.TrueAsync(() => _store.Writes == 1, "the write begins");
        var stopping = _writer.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(6));
        await stopping.WaitAsync(Eventually.Patience);
        var results = await ResultsAsync(2);
        Assert.All(results, result => Assert.Contains("stopped before", result.Failure, StringComparison.Ordinal));
        unfinished.Complete();
        Assert.Equal(2, _results.Count);
    }

    [Fact]
    public async Task Begin_AfterDispose_FailsWithoutThrowing()
    {
        await _writer.DisposeAsync();
        var sink = Begin(Header(10));
        sink.Add(SnapshotSample.Chunk([1]));
        sink.Complete();

        Assert.Contains("stopping", Assert.Single(_results).Failure, StringComparison.Ordinal);
    }

    private static SnapshotHeader Header(long offset) => SnapshotSample.Header with { Offset = offset };

    private static string Name(long offset) => new SnapshotName("gridflow", "sensor-readings", 3, offset).ToString();

    private IStateSink Begin(SnapshotHeader header) => _writer.Begin(header, result =>
    {
        lock (_results)
        {
            _results.Add(result);
        }
    });

    private async Task<SnapshotResult> WriteAsync(long offset, params byte[][] chunks)
    {
        var before = _results.Count;
        var sink = Begin(Header(offset));
        foreach (var chunk in chunks)
        {
            sink.Add(SnapshotSample.Chunk(chunk));
        }

        sink.Complete();
        return (await ResultsAsync(before + 1))[^1];
    }

    private async Task<List<SnapshotResult>> ResultsAsync(int count)
    {
        await Eventually.TrueAsync(() => _results.Count >= count, $"{count} results");
        return _results;
    }
}
