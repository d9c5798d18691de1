using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Telemetry;

namespace GridFlow.Topology;

/// <summary>One look at a running pipeline.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Delivery">What is promised about results.</param>
/// <param name="Partitions">Partitions this instance owns, by number.</param>
/// <param name="Blocks">Stages in the order a reading passes them.</param>
/// <param name="Conservation">Where every reading went.</param>
/// <param name="DetectionLatency">Broker timestamp of a reading to its acknowledged anomaly, over about the last minute.</param>
/// <param name="MetersTracked">Meters with detector state.</param>
/// <param name="Anomalies">Anomalies delivered since the start.</param>
/// <param name="DeadLetters">Dead letters delivered since the start, by reason.</param>
/// <param name="Conditions">What it waits for or has just failed at, one sentence each; empty when all is well.</param>
/// <param name="Snapshots">What became of snapshots of detector state; null when none are kept.</param>
/// <param name="AnomaliesSuppressed">Anomalies that were not said because their feeder is paused, since the start.</param>
/// <param name="MetersSilent">Meters with detector state that have gone quiet (<c>Detection:SilentAfter</c>).</param>
public sealed record PipelineStatus(
    PipelineState State,
    Delivery Delivery,
    IReadOnlyList<PartitionStatus> Partitions,
    IReadOnlyList<BlockStatus> Blocks,
    Conservation Conservation,
    LatencyQuantiles DetectionLatency,
    long MetersTracked,
    IReadOnlyList<AnomalyCount> Anomalies,
    IReadOnlyDictionary<string, long> DeadLetters,
    IReadOnlyList<string> Conditions,
    SnapshotStatistics? Snapshots = null,
    long AnomaliesSuppressed = 0,
    long MetersSilent = 0);

/// <summary>One owned partition.</summary>
/// <param name="Partition">Number.</param>
/// <param name="Position">Next offset to read.</param>
/// <param name="Committed">Offset the group has committed; −1 when none is yet.</param>
/// <param name="LagReadings">Readings behind the position; −1 when not known yet.</param>
/// <param name="PauseReason">Why it is not read, as a stable word (<c>paused</c>, <c>dead_letter_flood</c>); null when it is.</param>
/// <param name="IsRecovering">Whether its detector is being brought back to where it was; nothing of it is read before.</param>
public readonly record struct PartitionStatus(int Partition, long Position, long Committed, long LagReadings, string? PauseReason = null, bool IsRecovering = false);

/// <summary>One stage of the graph.</summary>
/// <param name="Name">Stage, for example <c>decode</c>.</param>
/// <param name="QueueLength">Batches waiting.</param>
/// <param name="QueueCapacity">Most batches that may wait.</param>
/// <param name="Processed">Batches done since the start.</param>
public readonly record struct BlockStatus(string Name, int QueueLength, int QueueCapacity, long Processed);

/// <summary>How many anomalies of one type and severity were delivered.</summary>
public readonly record struct AnomalyCount(AnomalyType Type, Severity Severity, long Count);
