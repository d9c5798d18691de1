using System.Text;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>Kafka values put together byte by byte, so that they can be wrong.</summary>
internal static class Wire
{
    /// <summary>2025-10-09T06:13:20Z: six bytes as an Avro long.</summary>
    public const long EventTimeMs = 1_760_000_000_000;

    /// <summary>A reading that is good in every respect.</summary>
    public static SensorReading Good(string meterId = "M-1", long offsetMs = 0) => new(meterId, EventTimeMs + offsetMs, 230, 5, 25, MeterStatus.Ok, "F-7");

    /// <summary>An Avro body of our schema.</summary>
    public static byte[] Body(
        byte[]? meterId = null, long eventTimeMs = EventTimeMs, double voltage = 230, double current = 5, double temperature = 25, long status = 0, byte[]? feeder = null)
    {
        meterId ??= "M-1"u8.ToArray();
        return [
            .. Long(meterId.Length), .. meterId, .. Long(eventTimeMs), .. BitConverter.GetBytes(voltage), .. BitConverter.GetBytes(current),
            .. BitConverter.GetBytes(temperature), .. Long(status), .. feeder is null ? Long(0) : [.. Long(1), .. Long(feeder.Length), .. feeder]];
    }

    /// <summary>The body behind the registry's header.</summary>
    public static byte[] Framed(byte[] body, long schemaId = 1, SchemaIdLayout layout = SchemaIdLayout.Confluent)
    {
        var header = new byte[RegistryFraming.HeaderBytes(layout)];
        RegistryFraming.WriteHeader(header, schemaId, layout);
        return [.. header, .. body];
    }

    /// <summary>A reading as it goes to Kafka.</summary>
    public static byte[] Framed(SensorReading reading) => SensorReadingEncoder.EncodeFramed(reading, 1, SchemaIdLayout.Confluent);

    /// <summary>Avro's long.</summary>
    public static byte[] Long(long value)
    {
        var buffer = new byte[10];
        var writer = new AvroSpanWriter(buffer);
        writer.WriteLong(value);
        return buffer[..writer.Written];
    }

    /// <summary>UTF-8.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
