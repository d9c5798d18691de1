using Avro;
using Avro.Generic;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks.Live;
using Channel = GridFlow.Readings.Channel;

namespace GridFlow.Control.Services.Anomalies.Decoding;

/// <summary>Reads <c>gridflow.v1.AnomalyEvent</c> of any registered version, by Avro's resolution rules. Thread-safe.</summary>
internal sealed class NoticeReader
{
    private static readonly RecordSchema Ours = (RecordSchema)SchemaText.ParsePhysical(GridFlowSchemas.AnomalyEvent);

    private readonly GenericDatumReader<GenericRecord> _reader;
    private readonly TimeSpan _window;

    /// <param name="text">Schema the records were written with.</param>
    /// <param name="window">Length of the detector's window, for the sentence.</param>
    /// <exception cref="AvroException">It is no version of ours.</exception>
    public NoticeReader(string text, TimeSpan window)
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

        _reader = new GenericDatumReader<GenericRecord>(writer, Ours);
        _window = window;
    }

    /// <summary>Reads one body.</summary>
    /// <exception cref="AvroException">The bytes are not what the schema says.</exception>
    public AnomalyNotice Read(byte[] body)
    {
        var decoder = new MemoryDecoder(body);
        var record = _reader.Read(null!, decoder);
        if (decoder.Position < body.Length)
        {
            throw new AvroException($"{body.Length - decoder.Position} bytes behind the record's end");
        }

        // Other programs may write here too, and a time that no calendar has must not end anybody's stream.
        if (!IsTime((long)record["detected_at"]) || !IsTime((long)((GenericRecord)record["original_event"])["timestamp"]))
        {
            throw new AvroException("a time lies outside of the years 1970 to 9999");
        }

        return new AnomalyNotice(
            (string)record["anomaly_id"],
            // A rule that this version does not know keeps a number that no rule has.
            (AnomalyType)Position(record, "anomaly_type"),
            (Severity)Position(record, "severity"),
            (Channel)Position(record, "channel"),
            Reading((GenericRecord)record["original_event"]),
            (double)record["threshold_used"],
            (double)record["deviation"],
            (double)record["mean"],
            (double)record["stddev"],
            (long)record["detected_at"],
            (int)record["source_partition"],
            (long)record["source_offset"],
            _window);
    }

    private static bool IsTime(long ms) => ms is >= 0 and <= DecodeLimits.MaxEventTimeMs;

    private static SensorReading Reading(GenericRecord reading) => new(
        (string)reading["meter_id"],
        (long)reading["timestamp"],
        (double)reading["voltage"],
        (double)reading["current"],
        (double)reading["temperature"],
        (MeterStatus)Position(reading, "status"),
        (string?)reading["feeder_id"]);

    private static int Position(GenericRecord record, string field)
    {
        var symbol = (GenericEnum)record[field];
        return symbol.Schema.Ordinal(symbol.Value);
    }
}
