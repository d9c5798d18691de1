using System.Globalization;
using Avro;
using Avro.Generic;
using GridFlow.Readings;

namespace GridFlow.Decoding;

/// <summary>Reads records of another version of the schema by Avro's resolution rules. Thread-safe; slower than the parser by an order of magnitude.</summary>
internal sealed class ResolvingReader
{
    private static readonly RecordSchema ReaderSchema = (RecordSchema)SchemaText.ParsePhysical(GridFlowSchemas.SensorReading);

    private readonly GenericDatumReader<GenericRecord> _reader;

    /// <param name="writer">Schema the records were written with, from <see cref="SchemaText.ParsePhysical"/>.</param>
    /// <exception cref="AvroException">It cannot be resolved to ours.</exception>
    public ResolvingReader(Schema writer)
    {
        if (!ReaderSchema.CanRead(writer))
        {
            throw new AvroException("Avro's rules cannot resolve it to gridflow.v1.SensorReading");
        }

        _reader = new GenericDatumReader<GenericRecord>(writer, ReaderSchema);
    }

    /// <summary>Reads one body.</summary>
    /// <param name="body">Avro bytes behind the registry's header.</param>
    /// <param name="bytesRead">How many of them the record took.</param>
    /// <exception cref="RecordEndsException">The bytes end early.</exception>
    /// <exception cref="AvroException">The bytes are not what the schema says.</exception>
    public SensorReading Read(byte[] body, out int bytesRead)
    {
        var decoder = new MemoryDecoder(body);
        var record = _reader.Read(null!, decoder);
        bytesRead = decoder.Position;
        return new SensorReading(
            (string)record["meter_id"],
            (long)record["timestamp"],
            (double)record["voltage"],
            (double)record["current"],
            (double)record["temperature"],
            Status((GenericEnum)record["status"]),
            (string?)record["feeder_id"]);
    }

    private static MeterStatus Status(GenericEnum symbol) =>
        Enum.Parse<MeterStatus>(symbol.Value.ToString(CultureInfo.InvariantCulture), ignoreCase: true);
}
