using System.Globalization;
using System.Text.Json;
using GridFlow.Storage;

namespace GridFlow.Sinks.Archive;

/// <summary>
/// The local folder of one instance: <c>open-…</c> holds files that are being written, <c>PARTITION/FROM-TO</c> a finished roll with its list of files. A roll is
/// there whole or not at all: its files are synced, then its list, then its folder gets its name.
/// </summary>
internal sealed class SpoolFolder
{
    private const string Opens = "open-";
    private const string ListName = "roll.json";

    private readonly string _root;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _sealed = [];
    private long _openBytes;

    /// <summary>Opens the folder of an instance, and removes what a dead process left unfinished: its readings are still in Kafka.</summary>
    /// <param name="spool">The spool of all instances of this host.</param>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="topic">Topic of the readings.</param>
    /// <exception cref="IOException">It cannot be made or read.</exception>
    public SpoolFolder(string spool, string instance, string topic)
    {
        spool = Path.GetFullPath(spool);
        _root = Path.Combine(spool, Uri.EscapeDataString(instance), Uri.EscapeDataString(topic));
        Directory.CreateDirectory(spool);
        DurableFolder.Create(_root, spool);
        foreach (var left in Directory.EnumerateDirectories(_root, Opens + "*"))
        {
            Directory.Delete(left, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
        {
            Note(Path.GetDirectoryName(file)!, new FileInfo(file).Length);
        }
    }

    /// <summary>Bytes of finished rolls.</summary>
    public long SealedBytes
    {
        get
        {
            lock (_lock)
            {
                return _sealed.Values.Sum();
            }
        }
    }

    /// <summary>Bytes of everything in it.</summary>
    public long Bytes => SealedBytes + Interlocked.Read(ref _openBytes);

    /// <summary>Notes how much the open files take.</summary>
    public void NoteOpen(long bytes) => Interlocked.Exchange(ref _openBytes, bytes);

    /// <summary>A folder for the open files of a roll.</summary>
    public string Open(int partition, long from, long epoch)
    {
        var folder = Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{Opens}{partition:D5}-{from:D20}-{epoch}"));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Removes a folder of open files.</summary>
    public static void Drop(string folder) => Delete(folder);

    /// <summary>Makes a finished roll of a folder of finished files.</summary>
    public ArchiveRoll Seal(string folder, int partition, long from, long to, IReadOnlyList<ArchiveFile> files)
    {
        var parent = PartitionFolder(partition);
        DurableFolder.Create(parent, _root);
        var place = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{from:D20}-{to:D20}"));
        // A roll of the same range that nobody could use any more.
        Remove(place);
        var moved = files.Select(file => file with { Path = Path.Combine(place, Path.GetFileName(file.Path)) }).ToList();
        using (var list = new FileStream(Path.Combine(folder, ListName), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(list, moved.Select(file => file with { Path = Path.GetFileName(file.Path) }));
            list.Flush(flushToDisk: true);
        }

        DurableFolder.Sync(folder);
        Directory.Move(folder, place);
        DurableFolder.Sync(parent);
        var roll = new ArchiveRoll(place, partition, from, to, moved);
        Note(place, roll.Bytes);
        return roll;
    }

    /// <summary>Finished rolls of a partition in order of their offsets.</summary>
    /// <returns>Rolls whose files are there with the sizes they had; their content is compared when they are uploaded. The others are removed.</returns>
    public IReadOnlyList<ArchiveRoll> Rolls(int partition)
    {
        var parent = PartitionFolder(partition);
        return Directory.Exists(parent) ? [.. Directory.EnumerateDirectories(parent).Order(StringComparer.Ordinal).Select(folder => Read(folder, partition)).OfType<ArchiveRoll>()] : [];
    }

    /// <summary>Partitions that have finished rolls here.</summary>
    public IReadOnlyList<int> Partitions => [.. Directory.EnumerateDirectories(_root)
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? partition : -1)
        .Where(partition => partition >= 0)];

    /// <summary>Removes finished rolls of a partition that end at an offset or in front of it.</summary>
    public void RemoveUpTo(int partition, long offset)
    {
        var parent = PartitionFolder(partition);
        if (!Directory.Exists(parent))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(parent).Where(folder => Range(folder) is not { } range || range.To <= offset).ToList())
        {
            Remove(folder);
        }
    }

    /// <summary>Removes a finished roll.</summary>
    public void Remove(string folder)
    {
        Delete(folder);
        lock (_lock)
        {
            _sealed.Remove(folder);
        }
    }

    private ArchiveRoll? Read(string folder, int partition)
    {
        try
        {
            using var list = File.OpenRead(Path.Combine(folder, ListName));
            var files = JsonSerializer.Deserialize<List<ArchiveFile>>(list)!.Select(file => file with { Path = Path.Combine(folder, file.Path) }).ToList();
            if (Range(folder) is { } range && files.Count > 0 && files.TrueForAll(file => new FileInfo(file.Path) is { Exists: true } there && there.Length == file.Bytes))
            {
                return new ArchiveRoll(folder, partition, range.From, range.To, files);
            }
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            // Torn or damaged. Anything else, a disk that fails or too many open files, may pass and must not cost a roll that is whole.
        }

        Remove(folder);
        return null;
    }

    private string PartitionFolder(int partition) => Path.Combine(_root, partition.ToString("D5", CultureInfo.InvariantCulture));

    private void Note(string folder, long bytes)
    {
        lock (_lock)
        {
            _sealed[folder] = _sealed.GetValueOrDefault(folder) + bytes;
        }
    }

    private static (long From, long To)? Range(string folder)
    {
        var parts = Path.GetFileName(folder).Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            ? (from, to) : null;
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
