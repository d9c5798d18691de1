using System.Globalization;

namespace GridFlow.Storage;

/// <summary>Files below a folder that are there whole or not at all: written beside their place, renamed into it, and the folder synced.</summary>
/// <param name="folder">The folder; made when the first file is written.</param>
/// <param name="time">Tells which temporary files are old.</param>
internal sealed class FolderStore(string folder, TimeProvider time)
{
    private const string TemporaryEnding = ".tmp";
    private static readonly TimeSpan TemporaryLifetime = TimeSpan.FromHours(1);
    private static int _temporaries;

    /// <summary>The folder, as a full path.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>Where a file stands.</summary>
    public string Place(string name) => Path.Combine(Root, name);

    /// <summary>Everything whose name starts with the prefix, in the order of names.</summary>
    public IReadOnlyList<(string Name, long Bytes)> List(string prefix)
    {
        var start = new DirectoryInfo(Path.Combine(Root, prefix[..(prefix.LastIndexOf('/') + 1)]));
        return !start.Exists ? [] :
        [
            .. start.EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => !file.Name.StartsWith('.'))
                .Select(Entry)
                .OfType<(string Name, long Bytes)>()
                .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Stores a file; what stood there before is replaced.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="write">Writes and syncs the content at the path that it is given.</param>
    public async Task PutAsync(string name, Func<string, Task> write)
    {
        var place = Place(name);
        var parent = Path.GetDirectoryName(place)!;
        DurableFolder.Create(parent, Root);
        RemoveStaleTemporaries(parent);
        var temporary = Path.Combine(parent, $".{Path.GetFileName(place)}.{Unique()}{TemporaryEnding}");
        try
        {
            await write(temporary);
            File.Move(temporary, place, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        DurableFolder.Sync(parent);
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
    private (string Name, long Bytes)? Entry(FileInfo file)
    {
        try
        {
            return (Path.GetRelativePath(Root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string Unique() =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Environment.TickCount64:x}-{Interlocked.Increment(ref _temporaries)}");
}
