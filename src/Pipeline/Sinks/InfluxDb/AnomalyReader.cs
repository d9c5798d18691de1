using System.Globalization;
using Avro;
using Avro.Generic;
using GridFlow.Decoding;
using GridFlow.Readings;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Reads <c>gridflow.v1.AnomalyEvent</c> of any registered version. Thread-safe.</summary>
/// <remarks>
/// Fields are taken by name from the record as it was written. Avro's resolution to our version would make UNKNOWN of every symbol of a newer one, and two
/// anomalies of different new types would then share a point.
/// </remarks>
internal sealed class AnomalyReader
{
    private static readonly RecordSchema Ours = (RecordSchema)SchemaText.ParsePhysical(GridFlowSchemas.AnomalyEvent);

    private readonly GenericDatumReader<GenericRecord> _reader;

    /// <param name="text">Schema the records were written with.</param>
    /// <exception cref="AvroException">It is no version of ours.</exception>
    public AnomalyReader(string text)
    {
        // Avro looks at the number only; microseconds would be read as milliseconds.
        if (SchemaText.TypeOf(text, "original_event") is { } original && SchemaText.TimestampTypes(original).FirstOrDefault(type => type != "timestamp-millis") is { } unit)
        {
            throw new AvroException($"timestamp is {unit}; ours is timestamp-millis");
        }

        var writer = SchemaText.ParsePhysical(text);
        if (!Ours.CanRead(writer))
        {
            throw new AvroException("Avro's rules cannot resolve it to gridflow.v1.AnomalyEvent");
        }

        _reader = new GenericDatumReader<GenericRecord>(writer, writer);
    }

    /// <summary>Reads one body.</summary>
    /// <param name="body">Avro bytes behind the registry's header.</param>
    /// <exception cref="AvroException">The bytes are not what the schema says.</exception>
    public AnomalyPoint Read(byte[] body)
    {
        var decoder = new MemoryDecoder(body);
        var record = _reader.Read(null!, decoder);
        if (decoder.Position < body.Length)
        {
            throw new AvroException($"{body.Length - decoder.Position} bytes behind the record's end");
        }

        var reading = (GenericRecord)record["original_event"];
        var channel = Symbol(record, "channel");
        return new AnomalyPoint(
            (string)reading["meter_id"],
            Symbol(record, "anomaly_type"),
            Symbol(record, "severity"),
            channel,
            (long)Convert.ChangeType(reading["timestamp"], typeof(long), CultureInfo.InvariantCulture),
            Value(reading, channel),
            Number(record, "deviation"),
            Number(record, "threshold_used"),
            Number(record, "mean"),
            Number(record, "stddev"),
            // The first versions of a schema may not have it.
            reading.TryGetValue("feeder_id", out var feeder) ? feeder as string : null);
    }

    private static double Value(GenericRecord reading, string channel) => channel switch
    {
        "VOLTAGE" => Number(reading, "voltage"),
        "CURRENT" => Number(reading, "current"),
        "TEMPERATURE" => Number(reading, "temperature"),
        "STATUS" => StatusPosition(reading),
        _ => throw new AvroException($"channel {channel} is not known to this version, so its value cannot be told"),
    };

    private static double StatusPosition(GenericRecord reading) =>
        reading.TryGetValue("status", out var status) && status is GenericEnum symbol ? symbol.Schema.Ordinal(symbol.Value) : (double)MeterStatus.Ok;

    private static string Symbol(GenericRecord record, string name) => ((GenericEnum)record[name]).Value;

    // Another version may have written an int or a float.
    private static double Number(GenericRecord record, string name) => Convert.ToDouble(record[name], CultureInfo.InvariantCulture);
}
