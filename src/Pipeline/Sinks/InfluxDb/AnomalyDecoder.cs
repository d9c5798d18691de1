using GridFlow.Readings;
using GridFlow.Sources.Anomalies;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Turns a batch's records into lines, and what cannot be a line into refusals. Waits only when a schema must be looked up.</summary>
internal sealed class AnomalyDecoder(AnomalySchemaCache schemas, SchemaIdLayout layout)
{
    private readonly int _headerLength = RegistryFraming.HeaderBytes(layout);

    public async Task<AnomalyBatch> DecodeAsync(AnomalyBatch batch, CancellationToken cancellationToken)
    {
        foreach (var record in batch.Records)
        {
            if (HeaderFault(record.Consumed.Message.Value) is { } fault)
            {
                batch.Rejected.Add(new RejectedAnomaly(record, RejectedAnomaly.Unreadable, fault));
                continue;
            }

            var value = record.Consumed.Message.Value!;
            var schemaId = RegistryFraming.ReadSchemaId(value, layout);
            var schema = schemas.TryGet(schemaId) ?? await schemas.ResolveAsync(schemaId, cancellationToken);
            Decode(batch, record, value, schemaId, schema);
        }

        return batch;
    }

    private string? HeaderFault(byte[]? value) => value switch
    {
        null => "the record has no value",
        [not RegistryFraming.Magic, ..] => $"byte 0 is 0x{value[0]:x2}; registry framing starts with 0x00",
        _ when value.Length < _headerLength => $"the value ends at byte {value.Length}, inside the {_headerLength}-byte header",
        _ => null,
    };

    private void Decode(AnomalyBatch batch, AnomalyRecord record, byte[] value, long schemaId, AnomalySchema schema)
    {
        if (schema.Reader is null)
        {
            batch.Rejected.Add(new RejectedAnomaly(record, RejectedAnomaly.Unreadable, schema.Reason, schemaId));
            return;
        }

        AnomalyPoint point;
        try
        {
            point = schema.Reader.Read(value[_headerLength..]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Apache.Avro reports bad bytes by whatever its reading runs into: indexes, overflows, casts.
            batch.Rejected.Add(new RejectedAnomaly(record, RejectedAnomaly.Unreadable, $"the bytes are not what schema {schemaId} says: {e.Message}", schemaId));
            return;
        }

        if (LineProtocolBuilder.TryBuild(point, out var line) is { } problem)
        {
            batch.Rejected.Add(new RejectedAnomaly(record, RejectedAnomaly.Unwritable, problem, schemaId));
        }
        else
        {
            batch.Lines.Add(new AnomalyLine(record, line));
        }
    }
}
