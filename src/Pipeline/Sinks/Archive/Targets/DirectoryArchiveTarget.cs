using GridFlow.Storage;

namespace GridFlow.Sinks.Archive.Targets;

/// <summary>The archive as files below a folder: written beside their place, synced, read back, renamed into it, and the folder synced.</summary>
internal sealed class DirectoryArchiveTarget(string folder, TimeProvider time) : IArchiveTarget
{
    private const int BufferBytes = 1 << 20;
    private const string ProbeName = ".gridflow-check";
    private readonly FolderStore _files = new(folder, time);

    /// <inheritdoc/>
    public string Description => $"folder {_files.Root}";

    /// <summary>The folder, as a full path.</summary>
    public string Folder => _files.Root;

    /// <summary>Whether the folder is there; the first file makes it.</summary>
    public bool Exists => Directory.Exists(_files.Root);

    /// <inheritdoc/>
    public async Task PutAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        await using var content = await SpooledContent.OpenAsync(file, cancellationToken);
        await GuardedAsync(async () =>
        {
            await _files.PutAsync(file.Name, async path =>
            {
                await CopyAsync(content, path, cancellationToken);
                await VerifyAsync(file, path, cancellationToken);
            });
            return true;
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredFile>> ListAsync(string prefix, CancellationToken cancellationToken) => GuardedAsync(() =>
        Task.FromResult<IReadOnlyList<StoredFile>>([.. _files.List(prefix).Select(entry => new StoredFile(entry.Name, entry.Bytes))]));

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string name, long bytes, CancellationToken cancellationToken) => GuardedAsync(() =>
    {
        try
        {
            return Task.FromResult<Stream>(new FileStream(_files.Place(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"{name} is not in {Description}", e);
        }
    });

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => GuardedAsync(async () =>
    {
        await _files.PutAsync(ProbeName, path => File.WriteAllBytesAsync(path, [1], cancellationToken));
        File.Delete(_files.Place(ProbeName));
        return true;
    });

    public void Dispose()
    {
    }

    private static async Task CopyAsync(FileStream content, string path, CancellationToken cancellationToken)
    {
        await using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await content.CopyToAsync(copy, BufferBytes, cancellationToken);
        copy.Flush(flushToDisk: true);
    }

    private async Task VerifyAsync(ArchiveFile file, string path, CancellationToken cancellationToken)
    {
        await using var copy = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (copy.Length != file.Bytes || await SpooledContent.ChecksumAsync(copy, cancellationToken) != file.ChecksumHex)
        {
            throw new ArchiveTargetException($"{Description} gives back something else for {file.Name} than was written to it");
        }
    }

    private async Task<T> GuardedAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (DiskProblem.Is(e))
        {
            throw new ArchiveTargetException($"{Description} {DiskProblem.Of(e)} (Archive:Directory)", e);
        }
    }
}
