using GridFlow.Readings;
using GridFlow.Sinks.Live;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Writes an anomaly as the pipeline does, with schema id 1.</summary>
internal static class NoticeEncoder
{
    public const int SchemaId = 1;

    public static byte[] Encode(AnomalyNotice notice)
    {
        var buffer = new byte[2048];
        var header = RegistryFraming.WriteHeader(buffer, SchemaId, SchemaIdLayout.Confluent);
        var writer = new AvroSpanWriter(buffer.AsSpan(header));
        var body = new byte[SensorReadingEncoder.MaxBytes(notice.Reading)];
        writer.WriteString(notice.AnomalyId);
        writer.WriteLong((long)notice.Type);
        writer.WriteLong((long)notice.Severity);
        writer.WriteRaw(body.AsSpan(0, SensorReadingEncoder.Encode(notice.Reading, body)));
        writer.WriteDouble(notice.ThresholdSigma);
        writer.WriteDouble(notice.DeviationSigma);
        writer.WriteLong((long)notice.Channel);
        writer.WriteDouble(notice.Mean);
        writer.WriteDouble(notice.StdDev);
        writer.WriteLong(notice.DetectedAtMs);
        writer.WriteLong(notice.SourcePartition);
        writer.WriteLong(notice.SourceOffset);
        return buffer[..(header + writer.Written)];
    }
}
