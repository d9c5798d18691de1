using System.Text;

namespace GridFlow.Readings;

/// <summary>Encodes <see cref="SensorReading"/> as the body of the Avro record <c>gridflow.v1.SensorReading</c>.</summary>
public static class SensorReadingEncoder
{
    // Two lengths and a timestamp of 10 bytes at most, three doubles, a status, a union branch.
    private const int FixedBytes = (3 * 10) + (3 * sizeof(double)) + 2;

    /// <summary>Bytes that are enough for <paramref name="reading"/>.</summary>
    public static int MaxBytes(in SensorReading reading) =>
        FixedBytes + Encoding.UTF8.GetMaxByteCount(reading.MeterId.Length) + Encoding.UTF8.GetMaxByteCount(reading.FeederId?.Length ?? 0);

    /// <summary>Writes the record's body and returns how many bytes it took.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/> long.</param>
    public static int Encode(in SensorReading reading, Span<byte> destination)
    {
        var writer = new AvroSpanWriter(destination);
        writer.WriteString(reading.MeterId);
        writer.WriteLong(reading.EventTimeMs);
        writer.WriteDouble(reading.VoltageV);
        writer.WriteDouble(reading.CurrentA);
        writer.WriteDouble(reading.TemperatureC);
        writer.WriteLong((long)reading.Status);
        if (reading.FeederId is null)
        {
            writer.WriteLong(0);
        }
        else
        {
            writer.WriteLong(1);
            writer.WriteString(reading.FeederId);
        }

        return writer.Written;
    }

    /// <summary>Encodes a whole Kafka value: registry framing, then the record's body.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="schemaId">Id of the record's schema in the registry.</param>
    /// <param name="layout">How the id is written.</param>
    public static byte[] EncodeFramed(in SensorReading reading, long schemaId, SchemaIdLayout layout)
    {
        var length = RegistryFraming.MaxHeaderBytes + MaxBytes(reading);
        Span<byte> buffer = length <= 1024 ? stackalloc byte[length] : new byte[length];
        var header = RegistryFraming.WriteHeader(buffer, schemaId, layout);
        var body = Encode(reading, buffer[header..]);
        return buffer[..(header + body)].ToArray();
    }
}
