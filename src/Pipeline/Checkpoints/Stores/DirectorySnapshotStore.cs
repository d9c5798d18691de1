using GridFlow.Storage;

namespace GridFlow.Checkpoints.Stores;

/// <summary>Snapshots as files below a folder: written beside their place, synced, renamed into it, and the folder synced.</summary>
internal sealed class DirectorySnapshotStore(string folder, TimeProvider time) : ISnapshotStore
{
    private readonly FolderStore _files = new(folder, time);

    /// <inheritdoc/>
    public string Description => $"folder {_files.Root}";

    /// <summary>The folder, as a full path.</summary>
    public string Folder => _files.Root;

    /// <summary>Whether the folder is there; the first snapshot makes it.</summary>
    public bool Exists => Directory.Exists(_files.Root);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSnapshot>> ListAsync(string prefix, CancellationToken cancellationToken) => Guarded(() =>
        Task.FromResult<IReadOnlyList<StoredSnapshot>>([.. _files.List(prefix).Select(entry => new StoredSnapshot(entry.Name, entry.Bytes))]));

    /// <inheritdoc/>
    public Task WriteAsync(string name, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken) => Guarded(async () =>
    {
        await _files.PutAsync(name, path => WriteFileAsync(path, content, cancellationToken));
        return true;
    });

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string name, long from, CancellationToken cancellationToken) => Guarded(Task<Stream> () =>
    {
        try
        {
            var file = new FileStream(_files.Place(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
            file.Position = from;
            return Task.FromResult<Stream>(new StoreStream(file, Failure, readTimeout: null));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"{name} is not in {Description}", e);
        }
    });

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => Guarded(() =>
    {
        try
        {
            File.Delete(_files.Place(name));
        }
        catch (DirectoryNotFoundException)
        {
            // Not there is what was wanted.
        }

        return Task.FromResult(true);
    });

    public void Dispose()
    {
    }

    private static async Task WriteFileAsync(string path, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var at = 0L;
        foreach (var piece in content)
        {
            await RandomAccess.WriteAsync(file, piece, at, cancellationToken);
            at += piece.Length;
        }

        FaultPoints.Hit(FaultPoints.SnapshotWritten);
        RandomAccess.FlushToDisk(file);
        FaultPoints.Hit(FaultPoints.SnapshotSynced);
    }

    private async Task<T> Guarded<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (DiskProblem.Is(e))
        {
            throw Failure(e);
        }
    }

    private SnapshotStoreException Failure(Exception e) => new($"{Description} {DiskProblem.Of(e)}", e);
}
