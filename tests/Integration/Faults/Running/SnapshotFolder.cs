using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace GridFlow.Integration.Faults.Running;

/// <summary>The files of a local snapshot store, to be damaged while no instance runs.</summary>
internal sealed class SnapshotFolder(string path)
{
    /// <summary>All snapshots: <c>group/topic/partition/offset.snapshot</c>.</summary>
    public IReadOnlyList<FileInfo> Files => Directory.Exists(path) ? [.. new DirectoryInfo(path).EnumerateFiles("*.snapshot", SearchOption.AllDirectories)] : [];

    /// <summary>For every partition the file that a recovery tries first: the newest that is not ahead of what is committed.</summary>
    /// <param name="committed">Committed offsets, by partition.</param>
    public IReadOnlyList<FileInfo> Newest(IReadOnlyList<long> committed) =>
    [
        .. from file in Files
           let offset = Number(Path.GetFileNameWithoutExtension(file.Name))
           let partition = Number(file.Directory!.Name)
           where offset <= committed[(int)partition]
           group (file, offset) by partition into files
           select files.MaxBy(candidate => candidate.offset).file,
    ];

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

    /// <summary>Makes them say that they have the next format; all else is as it was.</summary>
    public static void MakeNewer(IEnumerable<FileInfo> files)
    {
        foreach (var file in files)
        {
            using var stream = file.Open(FileMode.Open, FileAccess.ReadWrite);
            var prelude = new byte[24].AsSpan();
            stream.ReadExactly(prelude);
            BinaryPrimitives.WriteUInt16LittleEndian(prelude[8..], (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(prelude[8..]) + 1));
            BinaryPrimitives.WriteUInt64LittleEndian(prelude[16..], XxHash3.HashToUInt64(prelude[..16]));
            stream.Position = 0;
            stream.Write(prelude);
        }
    }

    /// <summary>Removes the store.</summary>
    public void Delete() => Directory.Delete(path, recursive: true);

    private static long Number(string name) => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
