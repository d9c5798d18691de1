using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Stores;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class DirectorySnapshotStoreTests : IDisposable
{
    private const string Name = "g/t/00000/00000000000000000001.snapshot";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"gridflow-store-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly DirectorySnapshotStore _store;

    public DirectorySnapshotStoreTests() => _store = new DirectorySnapshotStore(_folder, _time);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task WriteAsync_Pieces_AreOneFileAndNothingElse()
    {
        await WriteAsync(Name, [1, 2], [], [3]);

        Assert.Equal([1, 2, 3], await ReadAsync(Name));
        Assert.Equal([Path.Combine(_folder, Name)], Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
        Assert.Equal([new StoredSnapshot(Name, 3)], await _store.ListAsync("", CancellationToken.None));
    }

    [Fact]
    public async Task WriteAsync_SameNameAtOnce_OneOfThemIsThereWhole()
    {
        var contents = Enumerable.Range(0, 16).Select(n => Enumerable.Repeat((byte)n, 200_000 + n).ToArray()).ToList();
        using var reading = new CancellationTokenSource();
        await WriteAsync(Name, contents[0]);
        var torn = 0;
        var reader = Task.Run(async () =>
        {
            while (!reading.IsCancellationRequested)
            {
                var seen = await ReadAsync(Name);
                torn += contents.Any(content => content.AsSpan().SequenceEqual(seen)) ? 0 : 1;
            }
        });
        await Task.WhenAll(contents.Select(content => Task.Run(() => WriteAsync(Name, content))));
        await reading.CancelAsync();
        await reader;

        Assert.Equal(0, torn);
        Assert.Single(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task ListAsync_Prefix_TakesWhatBeginsWithIt()
    {
        string[] names = ["g/t/00000/b", "g/t/00000/a", "g/t/00001/a", "g/t2/00000/a"];
        foreach (var name in names)
        {
            await WriteAsync(name, [1]);
        }

        Assert.Equal(["g/t/00000/a", "g/t/00000/b"], (await _store.ListAsync("g/t/00000/", CancellationToken.None)).Select(entry => entry.Name));
        Assert.Equal(["g/t/00000/a", "g/t/00000/b", "g/t/00001/a", "g/t2/00000/a"], (await _store.ListAsync("", CancellationToken.None)).Select(entry => entry.Name));
        Assert.Empty(await _store.ListAsync("nobody/", CancellationToken.None));
    }

    [Fact]
    public async Task ListAsync_TornTemporaryFile_IsNotSeenAndGoesWhenOld()
    {
        await WriteAsync(Name, [1]);
        var torn = Path.Combine(_folder, "g/t/00000", ".00000000000000000002.snapshot.4711-1-1.tmp");
        await File.WriteAllBytesAsync(torn, [1, 2]);
        Assert.Equal([Name], (await _store.ListAsync("g/t/00000/", CancellationToken.None)).Select(entry => entry.Name));

        await WriteAsync(Name, [2]);
        Assert.True(File.Exists(torn), "another process may be writing it");
        _time.Advance(TimeSpan.FromMinutes(61));
        await WriteAsync(Name, [3]);
        Assert.False(File.Exists(torn));
    }

    [Fact]
    public async Task ListAsync_WhileOthersRemove_ListsWhatIsLeft()
    {
        using var stop = new CancellationTokenSource();
        await WriteAsync("g/t/00000/stays", [1]);
        var churn = Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                await WriteAsync($"g/t/00000/{n % 50}", [1]);
                await _store.DeleteAsync($"g/t/00000/{n % 50}", CancellationToken.None);
            }
        });
        for (var look = 0; look < 300; look++)
        {
            Assert.Contains(new StoredSnapshot("g/t/00000/stays", 1), await _store.ListAsync("g/t/", CancellationToken.None));
        }

        await stop.CancelAsync();
        await churn;
    }

    [Fact]
    public async Task OpenAsync_NotThere_SaysSo()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenAsync(Name, 0, CancellationToken.None));
        await WriteAsync("g/t/00000/other", [1]);
        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenAsync(Name, 0, CancellationToken.None));
    }

    [Fact]
    public async Task DeleteAsync_ThereOrNot_IsGoneAfterwards()
    {
        await _store.DeleteAsync(Name, CancellationToken.None);
        await WriteAsync(Name, [1]);
        await _store.DeleteAsync(Name, CancellationToken.None);
        Assert.Empty(await _store.ListAsync("", CancellationToken.None));
    }

    [Fact]
    public async Task WriteAsync_FolderCannotBeMade_IsTheStoresFault()
    {
        await File.WriteAllBytesAsync(_folder, []);
        try
        {
            var e = await Assert.ThrowsAsync<SnapshotStoreException>(() => WriteAsync(Name, [1]));
            Assert.StartsWith($"folder {_folder} ", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Fact]
    public async Task WriteAsync_CannotBeRenamed_LeavesNoTemporaryFile()
    {
        Directory.CreateDirectory(Path.Combine(_folder, Name));

        await Assert.ThrowsAsync<SnapshotStoreException>(() => WriteAsync(Name, [1]));
        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    private Task WriteAsync(string name, params byte[][] pieces) =>
        _store.WriteAsync(name, [.. pieces.Select(piece => (ReadOnlyMemory<byte>)piece)], CancellationToken.None);

    private async Task<byte[]> ReadAsync(string name)
    {
        await using var stream = await _store.OpenAsync(name, 0, CancellationToken.None);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
