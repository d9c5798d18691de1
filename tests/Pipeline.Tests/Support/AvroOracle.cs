using Avro;
using Avro.Generic;
using Avro.IO;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>Apache.Avro, to compare our own encoding with.</summary>
internal static class AvroOracle
{
    /// <summary>Times as plain numbers: Apache.Avro's DateTime goes through a double and loses a millisecond in far centuries.</summary>
    public static RecordSchema ReadingSchema { get; } = (RecordSchema)Schema.Parse(
        GridFlowSchemas.SensorReading.Replace("{ \"type\": \"long\", \"logicalType\": \"timestamp-millis\" }", "\"long\"", StringComparison.Ordinal));

    public static RecordSchema AnomalySchema { get; } = (RecordSchema)Schema.Parse(GridFlowSchemas.AnomalyEvent);

    private static GenericDatumWriter<GenericRecord> ReadingWriter { get; } = new(ReadingSchema);

    public static byte[] Encode(SensorReading reading) => Encode(ReadingWriter, Record(ReadingSchema, reading));

    public static byte[] Encode(GenericRecord record) => Encode(new GenericDatumWriter<GenericRecord>(record.Schema), record);

    /// <summary>A record of any version that has our fields with our types.</summary>
    public static GenericRecord Record(RecordSchema schema, SensorReading reading)
    {
        var record = new GenericRecord(schema);
        record.Add("meter_id", reading.MeterId);
        schema.TryGetField("timestamp", out var time);
        record.Add("timestamp", time.Schema is LogicalSchema ? DateTimeOffset.FromUnixTimeMilliseconds(reading.EventTimeMs).UtcDateTime : reading.EventTimeMs);
        record.Add("voltage", reading.VoltageV);
        record.Add("current", reading.CurrentA);
        record.Add("temperature", reading.TemperatureC);
        record.Add("status", Status(schema, WireNames.Of(reading.Status)));
        if (schema.TryGetField("feeder_id", out _))
        {
            record.Add("feeder_id", reading.FeederId);
        }

        return record;
    }

    public static GenericEnum Status(RecordSchema schema, string symbol)
    {
        schema.TryGetField("status", out var field);
        return new GenericEnum((EnumSchema)field.Schema, symbol);
    }

    public static GenericRecord DecodeAnomaly(ReadOnlySpan<byte> body)
    {
        using var stream = new MemoryStream(body.ToArray());
        var record = new GenericDatumReader<GenericRecord>(AnomalySchema, AnomalySchema).Read(null!, new BinaryDecoder(stream));
        return stream.Position == stream.Length ? record : throw new InvalidOperationException("bytes are left over");
    }

    private static byte[] Encode(GenericDatumWriter<GenericRecord> writer, GenericRecord record)
    {
        using var stream = new MemoryStream();
        writer.Write(record, new BinaryEncoder(stream));
        return stream.ToArray();
    }
}
