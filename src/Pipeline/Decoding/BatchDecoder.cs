using GridFlow.Readings;

namespace GridFlow.Decoding;

/// <summary>Turns a batch's records into readings and dead letters. Thread-safe: batches are decoded in parallel.</summary>
internal sealed class BatchDecoder(SchemaCache schemas, DecodeLimits limits, SchemaIdLayout layout)
{
    private readonly ReadingParser _parser = new(limits);
    private readonly int _headerLength = RegistryFraming.HeaderBytes(layout);

    /// <summary>Whether a batch waits for the registry.</summary>
    public bool IsAsking => schemas.IsAsking;

    /// <summary>Decodes all records of the batch; waits only when a schema must be looked up.</summary>
    public async Task<ReadingBatch> DecodeAsync(ReadingBatch batch, CancellationToken cancellationToken)
    {
        var next = 0;
        while (DecodeFrom(batch, ref next) is { } unresolved)
        {
            await schemas.ResolveAsync(unresolved, cancellationToken);
        }

        return batch;
    }

    /// <summary>Decodes from a record on.</summary>
    /// <returns>The schema id that must be looked up before it can go on at <paramref name="next"/>; null when all is done.</returns>
    private long? DecodeFrom(ReadingBatch batch, ref int next)
    {
        var (lastId, lastSchema) = (-1L, default(WriterSchema));
        for (; next < batch.RecordCount; next++)
        {
            ref var record = ref batch.Records[next];
            var fault = CheckHeader(batch, record);
            if (fault.IsFault)
            {
                batch.DeadLetters.Add(new DeadLetter(next, fault.Code!.Value, fault.Message, -1));
                continue;
            }

            var schemaId = RegistryFraming.ReadSchemaId(batch.Slice(record.Value), layout);
            if (schemaId != lastId || lastSchema is null)
            {
                (lastId, lastSchema) = (schemaId, schemas.TryGet(schemaId));
            }

            if (lastSchema is null)
            {
                return schemaId;
            }

            DecodeRecord(batch, next, schemaId, lastSchema);
        }

        return null;
    }

    private DecodeFault CheckHeader(ReadingBatch batch, in RawRecord record)
    {
        if (record.Value.IsNull)
        {
            return new(DeadLetterCode.NullValue, "the record has no value");
        }

        var value = batch.Slice(record.Value);
        if (value.Length > 0 && value[0] != RegistryFraming.Magic)
        {
            return new(DeadLetterCode.BadMagic, $"byte 0 is 0x{value[0]:x2}; registry framing starts with 0x00");
        }

        return value.Length >= _headerLength
            ? DecodeFault.None
            : new(DeadLetterCode.Truncated, $"the value ends at byte {value.Length}, inside the {_headerLength}-byte header");
    }

    private void DecodeRecord(ReadingBatch batch, int index, long schemaId, WriterSchema schema)
    {
        ref var record = ref batch.Records[index];
        var fault = schema.Kind switch
        {
            WriterSchemaKind.Known => Locate(ref record),
            WriterSchemaKind.Resolvable => Resolve(batch, ref record, schema.Resolver!),
            WriterSchemaKind.Missing => new(DeadLetterCode.UnknownSchema, schema.Reason),
            _ => new(DeadLetterCode.IncompatibleSchema, schema.Reason),
        };
        if (!fault.IsFault)
        {
            fault = _parser.Parse(batch.Slice(record.Body), record.Body.Start, _headerLength, record, index, out var reading);
            if (!fault.IsFault)
            {
                batch.Add(reading);
                return;
            }
        }

        batch.DeadLetters.Add(new DeadLetter(index, fault.Code!.Value, fault.Message, schemaId));
    }

    private DecodeFault Locate(ref RawRecord record)
    {
        record.Body = new ByteRange(record.Value.Start + _headerLength, record.Value.Length - _headerLength);
        return DecodeFault.None;
    }

    /// <summary>Rewrites a record of another version in our own encoding behind the batch's bytes, so that one parser serves all.</summary>
    private DecodeFault Resolve(ReadingBatch batch, ref RawRecord record, ResolvingReader resolver)
    {
        var body = batch.Slice(record.Value)[_headerLength..].ToArray();
        try
        {
            var reading = resolver.Read(body, out var bytesRead);
            if (bytesRead < body.Length)
            {
                return new(DeadLetterCode.TrailingBytes, $"{body.Length - bytesRead} bytes behind the record's end at byte {_headerLength + bytesRead}");
            }

            Span<byte> encoded = new byte[SensorReadingEncoder.MaxBytes(reading)];
            record.Body = batch.Append(encoded[..SensorReadingEncoder.Encode(reading, encoded)]);
            return DecodeFault.None;
        }
        catch (RecordEndsException)
        {
            return new(DeadLetterCode.Truncated, $"the value ends at byte {record.Value.Length}, inside the record");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Apache.Avro reports bad bytes by whatever its reading runs into: indexes, overflows, casts.
            return new(DeadLetterCode.Malformed, $"the bytes are not what schema says: {e.Message}");
        }
    }
}
