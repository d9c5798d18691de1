using System.Globalization;
using System.Text;
using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Sinks.Kafka;

/// <summary>Encodes an anomaly as the framed Avro record <c>gridflow.v1.AnomalyEvent</c>. Pure.</summary>
internal sealed class AnomalyEncoder(long schemaId, SchemaIdLayout layout)
{
    // An id, two enums, four doubles, a channel, a time, a partition and an offset, each at its longest.
    private const int FixedBytes = 256;

    private static readonly string[] TypeWords = [.. Enum.GetNames<AnomalyType>().Select(ScreamingCase)];

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
        WriteId(ref writer, batch.MeterId(reading), reading.EventTimeMs, anomaly.Type);
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
    public static string Id(string meterId, long eventTimeMs, AnomalyType type) =>
        string.Create(CultureInfo.InvariantCulture, $"{meterId}:{eventTimeMs}:{TypeWords[(int)type]}");

    private static void WriteId(ref AvroSpanWriter writer, ReadOnlySpan<byte> meterId, long eventTimeMs, AnomalyType type)
    {
        Span<byte> id = stackalloc byte[Reading.MaxMeterIdBytes + 64];
        meterId.CopyTo(id);
        var length = meterId.Length;
        id[length++] = (byte)':';
        eventTimeMs.TryFormat(id[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        id[length++] = (byte)':';
        length += Encoding.ASCII.GetBytes(TypeWords[(int)type], id[length..]);
        writer.WriteLong(length);
        writer.WriteRaw(id[..length]);
    }

    private static string ScreamingCase(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
