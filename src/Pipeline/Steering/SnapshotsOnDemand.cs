using System.Globalization;
using GridFlow.Checkpoints;
using GridFlow.Sources;

namespace GridFlow.Steering;

/// <summary>Takes snapshots when somebody asks, and lists what there is.</summary>
internal sealed class SnapshotsOnDemand(KafkaOptions kafka, CheckpointService? checkpoints, PartitionTable partitions, Func<IReadOnlyCollection<int>, Task> snapshot)
{
    private const int OpenAtOnce = 8;

    private CheckpointService Checkpoints => checkpoints ?? throw new SteeringRefusedException("no snapshots are kept (Checkpoints:Store = none)");

    /// <inheritdoc cref="ISteering.SnapshotNowAsync"/>
    public async Task<IReadOnlyList<PartitionSnapshot>> TakeAsync(CancellationToken cancellationToken)
    {
        var service = Checkpoints;
        if (partitions.Read().All(owned => owned.IsRecovering))
        {
            throw new SteeringUnavailableException("no partition of this instance is ready: it has none, or they are being recovered");
        }

        var failedBefore = service.Statistics.Failed;
        await snapshot([.. partitions.Read().Select(owned => owned.Partition)]).WaitAsync(cancellationToken);
        var now = service.Statistics;
        if (now.Failed > failedBefore && now.LastFailure is { } why)
        {
            throw new SteeringUnavailableException($"the snapshot could not be stored: {why}");
        }

        return [.. now.Partitions.Where(stored => partitions.EpochOf(stored.Partition) is not null)];
    }

    /// <inheritdoc cref="ISteering.ListSnapshotsAsync"/>
    public async Task<IReadOnlyList<StoredSnapshot>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var catalog = Checkpoints.Catalog;
        try
        {
            var ours = (await catalog.ListAllAsync(cancellationToken)).Where(entry => entry.Name.Group == kafka.GroupId && entry.Name.Topic == kafka.ReadingsTopic).ToList();
            var found = new StoredSnapshot?[ours.Count];
            var options = new ParallelOptions { MaxDegreeOfParallelism = OpenAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, ours.Count, options, async (i, token) => found[i] = await ReadAsync(catalog, ours[i], token));
            return [.. found.OfType<StoredSnapshot>().OrderByDescending(snapshot => snapshot.StoredAt).Take(limit)];
        }
        catch (SnapshotStoreException e)
        {
            throw new SteeringUnavailableException($"the snapshot store does not answer: {e.Message}", e);
        }
    }

    /// <summary>Null for one that has just been pruned, or that `gridflow checkpoint verify` has something to say about.</summary>
    private static async Task<StoredSnapshot?> ReadAsync(SnapshotCatalog catalog, SnapshotEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await catalog.OpenAsync(entry.Name, cancellationToken);
            var name = entry.Name;
            // As TriggerCheckpoint names it, and gridflow checkpoint inspect takes it; the file is called otherwise.
            var id = string.Create(CultureInfo.InvariantCulture, $"{name.Group}/{name.Topic}/{name.Partition}/{name.Offset}");
            return new StoredSnapshot(id, name.Partition, name.Offset, reader.Header.TakenAt, entry.Bytes);
        }
        catch (Exception e) when (e is FileNotFoundException or SnapshotDamagedException or SnapshotTooNewException)
        {
            return null;
        }
    }
}
