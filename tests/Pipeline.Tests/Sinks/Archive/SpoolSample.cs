using System.Security.Cryptography;
using GridFlow.Sinks.Archive;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

/// <summary>A spool in a folder of its own, and rolls that hold anything but Parquet.</summary>
internal sealed class SpoolSample : IDisposable
{
    public const string Instance = "gridflow-host-0";

    // In memory where there is such a folder: hundreds of rolls that wait for a disk take minutes, and no power will be cut.
    private const string Memory = "/dev/shm";

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), $"gridflow-spool-{Guid.NewGuid():N}"));

    public SpoolSample() => Spool = Open();

    public SpoolFolder Spool { get; private set; }

    public string Root => _folder.FullName;

    /// <summary>Opens it as the next process does.</summary>
    public SpoolFolder Open() => Spool = new SpoolFolder(Root, Instance, "sensor-readings");

    /// <summary>A finished roll with one file a day.</summary>
    public ArchiveRoll Roll(long from, long to, int partition = 0, int files = 1)
    {
        var open = Spool.Open(partition, from, epoch: 1);
        return Spool.Seal(open, partition, from, to, [.. Enumerable.Range(1, files).Select(day => File(open, partition, from, to, day, files))]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static ArchiveFile File(string folder, int partition, long from, long to, int day, int files)
    {
        var path = Path.Combine(folder, $"2026-01-{day:D2}.parquet");
        var content = BitConverter.GetBytes(from + day);
        System.IO.File.WriteAllBytes(path, content);
        var info = new ArchiveFileInfo("sensor-readings", partition, from, to - 1, (to - from) / files, 1, "test", from, to, 0, files);
        return new ArchiveFile(path, $"readings/{partition}-{day}-{from}", content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), info);
    }
}
