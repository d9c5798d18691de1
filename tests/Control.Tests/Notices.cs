using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks.Live;
using GridFlow.Telemetry;
using GridFlow.Topology;

namespace GridFlow.Control;

/// <summary>Alarms and statuses for tests.</summary>
internal static class Notices
{
    public static AnomalyNotice Alarm(
        string meterId = "M-0421",
        Severity severity = Severity.Error,
        AnomalyType type = AnomalyType.VoltageDeviation,
        string? feederId = "F-03",
        double deviationSigma = -6.2,
        long eventTimeMs = 1_000_000) => new(
        $"{meterId}:{eventTimeMs}:{type}",
        type,
        severity,
        type == AnomalyType.EquipmentFailure ? Channel.Status : (Channel)(int)type,
        new SensorReading(meterId, eventTimeMs, 188.3, 4.2, 21.5, MeterStatus.Fault, feederId),
        2.5,
        deviationSigma,
        230.1,
        6.7,
        eventTimeMs + 20,
        2,
        77,
        TimeSpan.FromMinutes(5));

    public static PipelineStatus Status(PipelineState state = PipelineState.Running) => new(
        state,
        Delivery.AtLeastOnce,
        [new PartitionStatus(0, 120, 100, 7), new PartitionStatus(3, 50, -1, -1, "paused", true)],
        [new BlockStatus("decode", 3, 8, 900), new BlockStatus("fan-out", 0, 8, 890), new BlockStatus("detect-0", 8, 8, 400), new BlockStatus("publish", 1, 8, 800)],
        new Conservation(1_000, 900, 20, 30, 50),
        new LatencyQuantiles(4.1, 12.3, 30, 55),
        321,
        [new AnomalyCount(AnomalyType.VoltageDeviation, Severity.Info, 1234), new AnomalyCount(AnomalyType.EquipmentFailure, Severity.Critical, 3)],
        new Dictionary<string, long> { ["bad_magic"] = 30 },
        ["the registry does not answer"]);
}
