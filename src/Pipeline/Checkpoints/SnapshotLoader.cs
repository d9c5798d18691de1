using GridFlow.Checkpoints.Format;
using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Checkpoints;

/// <summary>Loads detectors from a store of snapshots.</summary>
internal sealed partial class SnapshotLoader(
    SnapshotCatalog catalog, string group, string topic, TopicIdentity identity, DetectorSettings settings, RecoveryLog log, ConditionBoard conditions, TimeProvider time, ILogger logger) : ISnapshotSource, IDisposable
{
    private const string Subject = "snapshots";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Loading is work for a core; more at a time would only share it.
    private readonly SemaphoreSlim _atOnce = new(Environment.ProcessorCount);

    /// <inheritdoc/>
    public async Task<LoadedSnapshot> LoadAsync(int partition, long position, CancellationToken cancellationToken)
    {
        await identity.FindAsync();
        var query = new SnapshotQuery(group, topic, partition, position, identity.Id, settings.Fingerprint);
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            return await LoadAsync(query, cancellationToken);
        }
        finally
        {
            _atOnce.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<bool> HasAnyAsync(int partition, CancellationToken cancellationToken)
    {
        try
        {
            return (await catalog.ListAsync(group, topic, partition, cancellationToken)).Count > 0;
        }
        catch (SnapshotStoreException)
        {
            return false;
        }
    }

    public void Dispose() => _atOnce.Dispose();

    private async Task<LoadedSnapshot> LoadAsync(SnapshotQuery query, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var began = time.GetTimestamp();
                var found = await SnapshotSelection.RestoreAsync(catalog, query, RestoreAsync, cancellationToken);
                conditions.Clear(Subject);
                foreach (var skipped in found.Skipped)
                {
                    log.Skipped(skipped.Reason);
                    LogSkipped(logger, skipped.Detail);
                }

                return new LoadedSnapshot(
                    found.State, found.Header?.Offset ?? -1, found.StateBytes, time.GetElapsedTime(began), [.. found.Skipped.Select(skipped => skipped.Detail)]);
            }
            catch (SnapshotStoreException e)
            {
                conditions.Raise(Subject, $"partitions wait for their snapshots (Checkpoints:Store): {e.Message}. Checkpoints:Store=none goes on without them");
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (SnapshotTooNewException e)
            {
                throw new PartitionUnrecoverableException(e.Message, e);
            }
        }
    }

    private async Task<PartitionDetector> RestoreAsync(SnapshotReader reader, CancellationToken cancellationToken)
    {
        var restore = new StateRestore(settings);
        await foreach (var chunk in reader.ChunksAsync(cancellationToken))
        {
            restore.Add(chunk.Content.Span);
            chunk.Return();
        }

        return restore.Complete();
    }

    [LoggerMessage(411, LogLevel.Warning, "snapshot not used: {Detail}")]
    private static partial void LogSkipped(ILogger logger, string detail);
}
