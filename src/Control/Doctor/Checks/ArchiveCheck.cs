using GridFlow.Control.Startup;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Asks the archive's target to take a probe and to remove it.</summary>
internal sealed class ArchiveCheck(ArchiveOptions options, TimeProvider time) : ICheck
{
    private string Setting => options.Target == ArchiveTargetKind.S3 ? "Archive:Bucket" : "Archive:Directory";

    /// <inheritdoc/>
    public string Subject => "archive";

    /// <inheritdoc/>
    public string Advice => $"Alarms go on without it, readings wait in the spool and in Kafka. {SettingAdvice.For(Setting)}";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        using var target = ArchiveTargets.Open(options, time);
        if (target is null)
        {
            findings.Ok("off (Archive:Target)");
            return;
        }

        var folder = (target as DirectoryArchiveTarget)?.Folder;
        using var trace = folder is null ? null : new FolderTrace(folder);
        try
        {
            await target.CheckAsync(stop);
        }
        catch (ArchiveTargetException e)
        {
            findings.Problem(e.Message, Advice);
            return;
        }

        if (folder is null)
        {
            findings.Ok($"{target.Description} can be written");
        }
        else
        {
            DiskSpace.Judge(folder, Setting, findings);
        }
    }
}
