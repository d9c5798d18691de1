using Google.Protobuf.WellKnownTypes;
using GridFlow.Control.Services.Anomalies;
using GridFlow.Control.Services.Anomalies.Feed;
using GridFlow.Sinks.Live;
using GridFlow.V1;

namespace GridFlow.Control.Services;

/// <summary>The stream of anomalies in the words of the gRPC contract.</summary>
/// <remarks>Every enum of the contract is ours plus one: 0 is "unspecified" in protobuf.</remarks>
internal static class AnomalyMapping
{
    public static SubscribeAnomaliesResponse Anomaly(AnomalyNotice notice, string resumeToken, int partition, long offset) => new()
    {
        Anomaly = new Anomaly
        {
            AnomalyId = notice.AnomalyId,
            Type = ToContract(notice.Type),
            Severity = ToContract(notice.Severity),
            Channel = (Channel)((int)notice.Channel + 1),
            Reading = Reading(notice.Reading),
            ThresholdSigma = notice.ThresholdSigma,
            DeviationSigma = notice.DeviationSigma,
            Mean = notice.Mean,
            Stddev = notice.StdDev,
            DetectedAt = Time(notice.DetectedAtMs),
            SourcePartition = notice.SourcePartition,
            SourceOffset = notice.SourceOffset,
            Sentence = notice.Sentence,
            ResumeToken = resumeToken,
            AnomalyPartition = partition,
            AnomalyOffset = offset,
        },
    };

    public static SubscribeAnomaliesResponse Gap(FeedGap gap, uint topicTag) => new()
    {
        Gap = new Gap
        {
            Missed = gap.Missed,
            FirstDetectedAt = gap.FirstDetectedAtMs is { } first ? Time(first) : null,
            LastDetectedAt = gap.LastDetectedAtMs is { } last ? Time(last) : null,
            FromToken = new ResumeToken(topicTag, gap.From).ToString(),
            UntilToken = new ResumeToken(topicTag, gap.Until).ToString(),
            Ranges = { gap.From.RangesTo(gap.Until) },
            Lost = gap.IsLost,
        },
    };

    public static SubscribeAnomaliesResponse Heartbeat(DateTimeOffset at, string resumeToken) =>
        new() { Heartbeat = new Heartbeat { At = at.ToTimestamp(), ResumeToken = resumeToken } };

    // A rule that this version does not know is unspecified.
    public static AnomalyType ToContract(Detection.AnomalyType type) => System.Enum.IsDefined((AnomalyType)((int)type + 1)) ? (AnomalyType)((int)type + 1) : AnomalyType.Unspecified;

    public static Severity ToContract(Detection.Severity severity) => (Severity)((int)severity + 1);

    private static Reading Reading(Readings.SensorReading reading) => new()
    {
        MeterId = reading.MeterId,
        EventTime = Time(reading.EventTimeMs),
        VoltageV = reading.VoltageV,
        CurrentA = reading.CurrentA,
        TemperatureC = reading.TemperatureC,
        Status = (MeterStatus)((int)reading.Status + 1),
        FeederId = reading.FeederId ?? "",
    };

    private static Timestamp Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToTimestamp();
}
