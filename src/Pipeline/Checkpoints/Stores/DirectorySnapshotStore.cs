using System.Globalization;

namespace GridFlow.Checkpoints.Stores;

/// <summary>Snapshots as files below a folder: written beside their place, synced, renamed into it, and the folder synced.</summary>
internal sealed class DirectorySnapshotStore(string folder, TimeProvider time) : ISnapshotStore
{
    private const string TemporaryEnding = ".tmp";
    private static readonly TimeSpan TemporaryLifetime = TimeSpan.FromHours(1);
    private static int _temporaries;
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <inheritdoc/>
    public string Description => $"folder {_root}";

    /// <summary>Whether the folder is there; the first snapshot makes it.</summary>
    public bool Exists => Directory.Exists(_root);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSnapshot>> ListAsync(string prefix, CancellationToken cancellationToken) => Guarded(Task<IReadOnlyList<StoredSnapshot>> () =>
    {
        var start = new DirectoryInfo(Path.Combine(_root, prefix[..(prefix.LastIndexOf('/') + 1)]));
        if (!start.Exists)
        {
            return Task.FromResult<IReadOnlyList<StoredSnapshot>>([]);
        }

        var found = start.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.Name.StartsWith('.'))
            .Select(Entry)
            .OfType<StoredSnapshot>()
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal);
        return Task.FromResult<IReadOnlyList<StoredSnapshot>>([.. found]);
    });

    /// <inheritdoc/>
    public Task WriteAsync(string name, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken) => Guarded(async () =>
    {
        var place = Place(name);
        var parent = Path.GetDirectoryName(place)!;
        DurableFolder.Create(parent, _root);
        RemoveStaleTemporaries(parent);
        var temporary = Path.Combine(parent, $".{Path.GetFileName(place)}.{Unique()}{TemporaryEnding}");
        try
        {
            await WriteFileAsync(temporary, content, cancellationToken);
            File.Move(temporary, place, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        DurableFolder.Sync(parent);
        return true;
    });

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string name, long from, CancellationToken cancellationToken) => Guarded(Task<Stream> () =>
    {
        try
        {
            var file = new FileStream(Place(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
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
            File.Delete(Place(name));
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

    // What a process left that died while it wrote. Nobody writes for an hour.
    private void RemoveStaleTemporaries(string parent)
    {
        var limit = time.GetUtcNow() - TemporaryLifetime;
        foreach (var file in new DirectoryInfo(parent).EnumerateFiles($".*{TemporaryEnding}").Where(file => file.LastWriteTimeUtc < limit))
        {
            file.Delete();
        }
    }

    // Null: somebody has removed it since the folder was read.
    private StoredSnapshot? Entry(FileInfo file)
    {
        try
        {
            return new StoredSnapshot(Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string Unique() =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Environment.TickCount64:x}-{Interlocked.Increment(ref _temporaries)}");

    private string Place(string name) => Path.Combine(_root, name);

    private async Task<T> Guarded<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not FileNotFoundException))
        {
            throw Failure(e);
        }
    }

    // Without the name of the temporary file: the same trouble must read the same each time.
    private SnapshotStoreException Failure(Exception e) => new($"{Description} {Problem(e)}", e);

    private static string Problem(Exception e) => e switch
    {
        UnauthorizedAccessException => "may not be written or read by this user",
        DirectoryNotFoundException => "has gone",
        PathTooLongException => "has a path that is too long",
        _ when (e.HResult & 0xFFFF) is Errors.NoSpace or Errors.DiskFull => "is full: no space left on the device",
        _ when (e.HResult & 0xFFFF) is Errors.Quota => "is full: the quota is used up",
        _ when (e.HResult & 0xFFFF) is Errors.FileTooLarge => "takes no file of this size",
        _ => $"cannot be used ({e.GetType().Name} {e.HResult & 0xFFFF})",
    };

    private static class Errors
    {
        public const int NoSpace = 28;
        public const int DiskFull = 0x70;
        public const int Quota = 122;
        public const int FileTooLarge = 27;
    }
}
