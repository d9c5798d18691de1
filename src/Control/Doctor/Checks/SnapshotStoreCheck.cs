using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Stores;
using GridFlow.Control.Startup;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Writes a probe into the snapshot store, reads it back and removes it.</summary>
internal sealed class SnapshotStoreCheck(CheckpointsOptions options, TimeProvider time) : ICheck
{
    private const string Setting = "Checkpoints:Store";

    /// <inheritdoc/>
    public string Subject => "snapshot store";

    /// <inheritdoc/>
    public string Advice => $"Alarms go on without it, restarts take longer. {SettingAdvice.For(Setting)}";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        using var store = SnapshotStores.Open(options, time);
        if (store is null)
        {
            findings.Advise($"{Setting} is {SnapshotStores.None}: every start reads one window again from Kafka", SettingAdvice.For(Setting));
            return;
        }

        var folder = (store as DirectorySnapshotStore)?.Folder;
        using var trace = folder is null ? null : new FolderTrace(folder);
        try
        {
            await ProbeAsync(store, stop);
        }
        catch (SnapshotStoreException e)
        {
            findings.Problem(e.Message, Advice);
            return;
        }

        if (folder is null)
        {
            findings.Ok($"{store.Description} can be written and read");
        }
        else
        {
            DiskSpace.Judge(folder, Setting, findings);
        }
    }

    private static async Task ProbeAsync(ISnapshotStore store, CancellationToken stop)
    {
        // Begins with a dot and is no name of a snapshot, so nobody takes it for one.
        var name = $".gridflow-doctor-{Guid.NewGuid():N}";
        var content = Guid.NewGuid().ToByteArray();
        try
        {
            await store.WriteAsync(name, [content], stop);
            await using var stream = await store.OpenAsync(name, 0, stop);
            using var back = new MemoryStream();
            await stream.CopyToAsync(back, stop);
            if (!back.ToArray().AsSpan().SequenceEqual(content))
            {
                throw new SnapshotStoreException($"{store.Description} gives back something else than was written to it");
            }
        }
        finally
        {
            // Also when the time is over meanwhile.
            await store.DeleteAsync(name, CancellationToken.None);
        }
    }
}
