using System.Globalization;
using System.Text;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Kafka;

/// <summary>Encodes an anomaly as the framed Avro record <c>gridflow.v1.AnomalyEvent</c>. Pure.</summary>
internal sealed class AnomalyEncoder(long schemaId, SchemaIdLayout layout)
{
    // An id, two enums, four doubles, a channel, a time, a partition and an offset, each at its longest.
    private const int FixedBytes = 256;

    // Meter, two colons, 15 digits of milliseconds, the longest type.
    private const int MaxIdBytes = Reading.MaxMeterIdBytes + 64;

    /// <summary>Encodes one anomaly. The original event is the record's own bytes, unchanged.</summary>
    /// <param name="batch">The batch it was found in.</param>
    /// <param name="anomaly">The anomaly.</param>
    /// <param name="detectedAtMs">Processing time, ms since 1970-01-01 UTC.</param>
    public byte[] Encode(ReadingBatch batch, in Anomaly anomaly, long detectedAtMs)
    {
        ref readonly var reading = ref batch.Readings[anomaly.Reading];
        var record = batch.Records[reading.Record];
        var body = batch.Slice(record.Body);
        var length = FixedBytes + reading.MeterIdLength + body.Length;
        Span<byte> buffer = length <= 1024 ? stackalloc byte[length] : new byte[length];
        var header = RegistryFraming.WriteHeader(buffer, schemaId, layout);
        var writer = new AvroSpanWriter(buffer[header..]);
        Span<byte> id = stackalloc byte[MaxIdBytes];
        var idLength = WriteId(id, batch.MeterId(reading), reading.EventTimeMs, anomaly.Type);
        writer.WriteLong(idLength);
        writer.WriteRaw(id[..idLength]);
        writer.WriteLong((long)anomaly.Type);
        writer.WriteLong((long)anomaly.Severity);
        writer.WriteRaw(body);
        writer.WriteDouble(anomaly.ThresholdSigma);
        writer.WriteDouble(anomaly.DeviationSigma);
        writer.WriteLong((long)anomaly.Channel);
        writer.WriteDouble(anomaly.Mean);
        writer.WriteDouble(anomaly.StdDev);
        writer.WriteLong(detectedAtMs);
        writer.WriteLong(batch.Partition);
        writer.WriteLong(record.Offset);
        return buffer[..(header + writer.Written)].ToArray();
    }

    /// <summary>The id: which meter, when, which rule. A meter has one reading of an event time, so no two anomalies share one.</summary>
    public static string Id(ReadOnlySpan<byte> meterId, long eventTimeMs, AnomalyType type)
    {
        Span<byte> id = stackalloc byte[MaxIdBytes];
        return Encoding.UTF8.GetString(id[..WriteId(id, meterId, eventTimeMs, type)]);
    }

    private static int WriteId(Span<byte> id, ReadOnlySpan<byte> meterId, long eventTimeMs, AnomalyType type)
    {
        meterId.CopyTo(id);
        var length = meterId.Length;
        id[length++] = (byte)':';
        eventTimeMs.TryFormat(id[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        id[length++] = (byte)':';
        return length + Encoding.ASCII.GetBytes(WireNames.Of(type), id[length..]);
    }
}
