using Google.Protobuf.WellKnownTypes;
using GridFlow.Sinks.Live;
using GridFlow.V1;

namespace GridFlow.Control.Services;

/// <summary>The live feed in the words of the gRPC contract.</summary>
/// <remarks>Every enum of the contract is ours plus one: 0 is "unspecified" in protobuf.</remarks>
internal static class AnomalyMapping
{
    public static SubscribeAnomaliesResponse Anomaly(AnomalyNotice notice) => new()
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
        },
    };

    public static SubscribeAnomaliesResponse Gap(LiveGap gap) => new()
    {
        Gap = new Gap { Missed = gap.Missed, FirstDetectedAt = Time(gap.FirstDetectedAtMs), LastDetectedAt = Time(gap.LastDetectedAtMs) },
    };

    public static SubscribeAnomaliesResponse Heartbeat(DateTimeOffset at) => new() { Heartbeat = new Heartbeat { At = at.ToTimestamp() } };

    public static AnomalyType ToContract(Detection.AnomalyType type) => (AnomalyType)((int)type + 1);

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
