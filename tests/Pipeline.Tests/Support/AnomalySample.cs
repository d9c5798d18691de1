using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>A decoded batch of one reading, and findings about it.</summary>
internal static class AnomalySample
{
    public static SensorReading Reading { get; } = new("M-0421", Wire.EventTimeMs, 188.3, 4.56, 31.5, MeterStatus.Fault, "F-7");

    public static async Task<ReadingBatch> BatchAsync(SensorReading reading, int partition = 3, long offset = 12_345)
    {
        using var rig = new DecoderRig();
        var batch = new ReadingBatch(1);
        batch.Start(partition, 1, 0);
        batch.Add(new RawRecord { Offset = offset, BrokerTimestampMs = -1, Key = ByteRange.Null, Headers = ByteRange.Null, Value = batch.Append(Wire.Framed(reading)) });
        return await rig.DecodeAsync(batch);
    }

    public static Anomaly Of(AnomalyType type) => type == AnomalyType.EquipmentFailure
        ? new Anomaly(0, type, Severity.Critical, Channel.Status, 0, 0, 0, 0)
        : new Anomaly(0, type, Severity.Error, (Channel)type, 2.5, -6.2, 230.125, 6.75);
}
