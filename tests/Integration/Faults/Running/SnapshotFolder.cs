namespace GridFlow.Integration.Faults.Running;

/// <summary>The files of a local snapshot store, to be damaged while no instance runs.</summary>
internal sealed class SnapshotFolder(string path)
{
    /// <summary>All files of all partitions.</summary>
    public IReadOnlyList<FileInfo> Files => Directory.Exists(path) ? [.. new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)] : [];

    /// <summary>The newest file of every partition; each partition has a folder of its own.</summary>
    public IReadOnlyList<FileInfo> Newest =>
        [.. Files.GroupBy(file => file.DirectoryName).Select(folder => folder.MaxBy(file => (file.LastWriteTimeUtc, file.Name))!)];

    /// <summary>Waits until every partition has so many snapshots.</summary>
    public Task FilledAsync(int partitions, int each) => Until.ThereAsync(() =>
    {
        var counts = Files.GroupBy(file => file.DirectoryName).Select(folder => folder.Count()).ToList();
        return Task.FromResult(counts.Count(count => count >= each) >= partitions ? null : $"wanted {each} snapshots of {partitions} partitions; there are {string.Join(' ', counts)}");
    });

    /// <summary>Cuts files off in the middle, as a crash does to a file system that does not keep its word.</summary>
    public static void Tear(IEnumerable<FileInfo> files)
    {
        foreach (var file in files)
        {
            using var stream = file.OpenWrite();
            stream.SetLength(file.Length / 2);
        }
    }

    /// <summary>Flips one bit in the middle of each file.</summary>
    public static void Corrupt(IEnumerable<FileInfo> files)
    {
        foreach (var file in files)
        {
            using var stream = file.Open(FileMode.Open, FileAccess.ReadWrite);
            stream.Position = stream.Length / 2;
            var old = stream.ReadByte();
            stream.Position = stream.Length / 2;
            stream.WriteByte((byte)(old ^ 0x10));
        }
    }

    /// <summary>Removes the store.</summary>
    public void Delete() => Directory.Delete(path, recursive: true);
}
