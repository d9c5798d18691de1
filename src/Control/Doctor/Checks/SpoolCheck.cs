using GridFlow.Control.Startup;
using GridFlow.Control.Terminal;
using GridFlow.Sinks.Archive;
using GridFlow.Storage;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Whether the archive's spool can be written, and whether its disk has room for the budget.</summary>
internal sealed class SpoolCheck(ArchiveOptions options) : ICheck
{
    /// <inheritdoc/>
    public string Subject => "archive spool";

    /// <inheritdoc/>
    public string Advice => SettingAdvice.For("Archive:SpoolDirectory");

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        if (options.Target == ArchiveTargetKind.Off)
        {
            findings.Ok("off (Archive:Target)");
            return;
        }

        var folder = Path.GetFullPath(options.SpoolDirectory);
        using var trace = new FolderTrace(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".gridflow-doctor-{Guid.NewGuid():N}");
            await File.WriteAllBytesAsync(probe, [1], stop);
            File.Delete(probe);
        }
        catch (Exception e) when (DiskProblem.Is(e))
        {
            findings.Problem($"folder {folder} {DiskProblem.Of(e)}", Advice);
            return;
        }

        var (used, free) = (Used(folder), DiskSpace.FreeAt(folder));
        var words = $"folder {folder} can be written, {Figures.Bytes(used)} in it, {Figures.Bytes(free)} free; budget {Figures.Bytes(options.SpoolBudgetBytes)}";
        if (free + used >= options.SpoolBudgetBytes)
        {
            findings.Ok(words);
        }
        else
        {
            // Past the budget the archive waits; past the disk it fails, and whoever shares the disk with it.
            findings.Advise($"{words}: the disk is full before the budget is", "Make room there, lower Archive:SpoolBudgetBytes, or name another disk: Archive:SpoolDirectory.");
        }
    }

    private static long Used(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(Length);

    // A running gridflow removes files at any time.
    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
