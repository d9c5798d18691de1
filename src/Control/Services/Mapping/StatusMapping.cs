using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using GridFlow.Checkpoints;
using GridFlow.Control.Configuration;
using GridFlow.V1;

namespace GridFlow.Control.Services.Mapping;

/// <summary>One look at the pipeline in the words of the gRPC contract.</summary>
internal static class StatusMapping
{
    public static GetStatusResponse ToResponse(Topology.PipelineStatus status, DateTimeOffset startedAt, TimeSpan uptime) => new()
    {
        State = State(status.State),
        Version = Telemetry.ProductVersion.Text,
        StartedAt = startedAt.ToTimestamp(),
        Uptime = uptime.ToDuration(),
        Delivery = SettingText.Kebab(status.Delivery.ToString()),
        Partitions = { status.Partitions.Select(Partition) },
        Blocks = { status.Blocks.Select(Block) },
        Conservation = Conservation(status.Conservation),
        DetectionLatency = Latency(status.DetectionLatency),
        MetersTracked = status.MetersTracked,
        Anomalies = { status.Anomalies.Select(Count) },
        AnomaliesSuppressed = status.AnomaliesSuppressed,
        Conditions = { status.Conditions },
        DeadLettersByCode = { status.DeadLetters.ToDictionary() },
        LastCheckpoint = status.Snapshots is { Last: { } last } snapshots ? Checkpoint(last, [.. snapshots.Partitions.Where(p => status.Partitions.Any(owned => owned.Partition == p.Partition))]) : null,
    };

    public static PipelineState State(Topology.PipelineState state) => (PipelineState)((int)state + 1);

    private static CheckpointInfo Checkpoint(PartitionSnapshot last, IReadOnlyList<PartitionSnapshot> partitions) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{last.Partition}/{last.Offset}"),
        TakenAt = last.TakenAt.ToTimestamp(),
        Offsets = { partitions.Select(p => new PartitionOffset { Partition = p.Partition, Offset = p.Offset }) },
        SizeBytes = partitions.Sum(p => p.StoredBytes),
        Duration = last.Duration.ToDuration(),
    };

    private static PartitionStatus Partition(Topology.PartitionStatus partition) => new()
    {
        Partition = partition.Partition,
        Position = partition.Position,
        Committed = partition.Committed,
        LagReadings = partition.LagReadings,
        PauseReason = partition.PauseReason ?? "",
        Recovering = partition.IsRecovering,
    };

    public static BlockStatus Block(Topology.BlockStatus block) => new()
    {
        Name = block.Name,
        QueueLength = block.QueueLength,
        QueueCapacity = block.QueueCapacity,
        Processed = block.Processed,
    };

    private static Conservation Conservation(Telemetry.Conservation conservation) => new()
    {
        Consumed = conservation.Consumed,
        Scored = conservation.Scored,
        Dropped = conservation.Dropped,
        DeadLetters = conservation.DeadLetters,
        InFlight = conservation.InFlight,
        Difference = conservation.Difference,
    };

    public static LatencyQuantiles Latency(Telemetry.LatencyQuantiles latency) => new()
    {
        P50Ms = latency.P50Ms,
        P99Ms = latency.P99Ms,
        MaxMs = latency.MaxMs,
        Count = latency.Count,
    };

    public static AnomalyCount Count(Topology.AnomalyCount count) => new()
    {
        Type = AnomalyMapping.ToContract(count.Type),
        Severity = AnomalyMapping.ToContract(count.Severity),
        Count = count.Count,
    };
}
