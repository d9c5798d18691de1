using GridFlow.Integration.Programs;
using Xunit;

namespace GridFlow.Integration.Faults.Running;

/// <summary>A file system of its own in memory, small enough to be filled. Needs root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 64;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts it; skips the test where that is not allowed.</summary>
    public static async Task<SmallDisk> MountAsync()
    {
        var path = Directory.CreateTempSubdirectory("gridflow-small-disk-").FullName;
        var mount = await Command.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", path]);
        if (mount.ExitCode != 0)
        {
            Directory.Delete(path);
            Assert.Skip($"a disk that is full needs the right to mount one: {mount.Error.Trim()}");
        }

        return new SmallDisk(path);
    }

    /// <summary>Leaves not a byte.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(block);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Clear() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        // The instances may still be about to write; lazily, it goes when they have gone.
        (await Command.RunAsync("umount", ["--lazy", Path])).Succeeded();
        Directory.Delete(Path);
    }
}
