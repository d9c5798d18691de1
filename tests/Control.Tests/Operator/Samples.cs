using Google.Protobuf.WellKnownTypes;
using GridFlow.V1;

namespace GridFlow.Control.Operator;

/// <summary>Messages of the contract for tests.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static GetStatusResponse Status(PipelineState state = PipelineState.Running) => new()
    {
        State = state,
        Version = "0.1.0",
        StartedAt = (Now - TimeSpan.FromHours(3.2)).ToTimestamp(),
        Uptime = TimeSpan.FromHours(3.2).ToDuration(),
        Delivery = "exactly-once",
        InstanceId = "gridflow-1",
        GroupId = "gridflow",
        ReadingsTopic = "sensor-readings",
        Partitions =
        {
            new PartitionStatus { Partition = 0, Position = 1_200_345, Committed = 1_200_300, LagReadings = 12 },
            new PartitionStatus { Partition = 1, Position = 1_190_000, Committed = 1_190_000, LagReadings = 80_123, PauseReason = "paused" },
            new PartitionStatus { Partition = 2, Position = 0, Committed = -1, LagReadings = -1, Recovering = true },
        },
        LastCheckpoint = new CheckpointInfo
        {
            Id = "2/7",
            TakenAt = (Now - TimeSpan.FromSeconds(8)).ToTimestamp(),
            SizeBytes = 1_234_567,
            Duration = TimeSpan.FromMilliseconds(120).ToDuration(),
            Offsets = { new PartitionOffset { Partition = 0, Offset = 1_200_000 }, new PartitionOffset { Partition = 1, Offset = 1_190_000 } },
        },
        Blocks = { new BlockStatus { Name = "decode", QueueLength = 3, QueueCapacity = 8, Processed = 9_000 }, new BlockStatus { Name = "publish", QueueLength = 8, QueueCapacity = 8, Processed = 8_000 } },
        Conservation = new Conservation { Consumed = 2_390_345, Scored = 2_390_000, Dropped = 40, DeadLetters = 5, InFlight = 300 },
        DetectionLatency = new LatencyQuantiles { P50Ms = 17.2, P99Ms = 39.5, MaxMs = 120, Count = 55 },
        MetersTracked = 1_000,
        Anomalies =
        {
            new AnomalyCount { Type = AnomalyType.VoltageDeviation, Severity = Severity.Info, Count = 1_234 },
            new AnomalyCount { Type = AnomalyType.CurrentDeviation, Severity = Severity.Info, Count = 66 },
            new AnomalyCount { Type = AnomalyType.EquipmentFailure, Severity = Severity.Critical, Count = 3 },
        },
        Conditions = { "the registry at http://r:8081 does not answer" },
        Sinks =
        {
            new SinkStatus { Name = "kafka", Enabled = true, Target = "k:9092", Written = 1_303 },
            new SinkStatus { Name = "archive", Enabled = true, Target = "s3://readings", Written = 2_300_000, Waiting = 90_000, Retries = 4, SpoolBytes = 12_345_678, Problem = "s3 does not answer" },
            new SinkStatus { Name = "influxdb" },
        },
        SettingsRevision = 7,
        Pauses = { new Pause { Partition = 1, Change = Change("maintenance") } },
        Subscribers = 2,
        DeadLettersByCode = { ["bad_magic"] = 4, ["truncated"] = 1 },
        AnomaliesSuppressed = 9,
    };

    public static Change Change(string reason) => new() { At = (Now - TimeSpan.FromMinutes(3)).ToTimestamp(), User = "anna@desk", Reason = reason, Revision = 7 };

    public static Anomaly Anomaly(int number, Severity severity = Severity.Error) => new()
    {
        AnomalyId = $"a-{number}",
        Type = AnomalyType.VoltageDeviation,
        Severity = severity,
        Channel = Channel.Voltage,
        Reading = new Reading { MeterId = $"M-{number:D4}", EventTime = Now.ToTimestamp(), VoltageV = 188.3, FeederId = "F-03", Status = MeterStatus.Ok },
        ThresholdSigma = 2.5,
        DeviationSigma = -6.2,
        DetectedAt = (Now + TimeSpan.FromSeconds(number)).ToTimestamp(),
        Sentence = $"meter M-{number:D4}: voltage 188.3 V, 6.2 σ below its mean",
        ResumeToken = $"t{number}",
        AnomalyOffset = number,
    };

    public static SubscribeAnomaliesResponse Event(int number) => new() { Anomaly = Anomaly(number) };

    public static SubscribeAnomaliesResponse Beat(string token) => new() { Heartbeat = new Heartbeat { At = Now.ToTimestamp(), ResumeToken = token } };

    public static StreamMetricsResponse Metrics(double readings = 10_002.4) => new()
    {
        At = Now.ToTimestamp(),
        State = PipelineState.Running,
        ReadingsPerSecond = readings,
        AnomaliesPerSecond = 1.25,
        DetectionLatency = new LatencyQuantiles { P50Ms = 17.2, P99Ms = 39.5, MaxMs = 120, Count = 55 },
        LagReadings = 12,
        MetersTracked = 1_000,
        Blocks = { new BlockStatus { Name = "decode", QueueLength = 3, QueueCapacity = 8 }, new BlockStatus { Name = "detect-0", QueueLength = 8, QueueCapacity = 8 } },
    };
}
