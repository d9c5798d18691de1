using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using GridFlow.Checkpoints;
using GridFlow.Control.Hosting;
using GridFlow.V1;
using StoredSnapshot = GridFlow.Steering.StoredSnapshot;

namespace GridFlow.Control.Services.Mapping;

/// <summary>Snapshots in the words of the gRPC contract.</summary>
internal static class CheckpointMapping
{
    /// <summary>All snapshots of one call as one checkpoint, which is named by its time.</summary>
    public static CheckpointInfo All(IReadOnlyList<PartitionSnapshot> snapshots, DateTimeOffset at, TimeSpan duration) => new()
    {
        Id = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        TakenAt = at.ToTimestamp(),
        Offsets = { snapshots.OrderBy(snapshot => snapshot.Partition).Select(snapshot => Offset(snapshot.Partition, snapshot.Offset)) },
        SizeBytes = snapshots.Sum(snapshot => snapshot.StoredBytes),
        Duration = duration.ToDuration(),
    };

    /// <summary>One snapshot, under the name that it has in the store.</summary>
    public static CheckpointInfo One(PartitionSnapshot snapshot, InstanceIdentity identity) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{identity.GroupId}/{identity.ReadingsTopic}/{snapshot.Partition}/{snapshot.Offset}"),
        TakenAt = snapshot.TakenAt.ToTimestamp(),
        Offsets = { Offset(snapshot.Partition, snapshot.Offset) },
        SizeBytes = snapshot.StoredBytes,
        Duration = snapshot.Duration.ToDuration(),
    };

    /// <summary>One snapshot as the store lists it.</summary>
    public static CheckpointInfo Stored(StoredSnapshot snapshot) => new()
    {
        Id = snapshot.Id,
        TakenAt = snapshot.StoredAt.ToTimestamp(),
        Offsets = { Offset(snapshot.Partition, snapshot.Offset) },
        SizeBytes = snapshot.StoredBytes,
    };

    private static PartitionOffset Offset(int partition, long offset) => new() { Partition = partition, Offset = offset };
}
