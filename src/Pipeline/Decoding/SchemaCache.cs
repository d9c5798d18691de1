using Avro;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Decoding;

/// <summary>Writer schemas of readings.</summary>
internal sealed class SchemaCache(ISchemaRegistry registry, TimeSpan missLifetime, ConditionBoard conditions, TimeProvider time)
    : SchemaLookup<WriterSchema>(registry, missLifetime, "readings wait in Kafka", conditions, time)
{
    private static readonly string Ours = SchemaNormalization.ToParsingForm(SchemaText.ParsePhysical(GridFlowSchemas.SensorReading));

    /// <inheritdoc/>
    protected override WriterSchema Missing(string reason) => new(WriterSchemaKind.Missing, null, reason);

    /// <inheritdoc/>
    protected override WriterSchema Interpret(long schemaId, string text)
    {
        try
        {
            // Avro's resolution looks at the number only; microseconds would be read as milliseconds.
            if (SchemaText.TimestampTypes(text).FirstOrDefault(type => type != "timestamp-millis") is { } unit)
            {
                return new(WriterSchemaKind.Incompatible, null, $"schema {schemaId}: timestamp is {unit}; ours is timestamp-millis");
            }

            // The parsing form leaves out what does not change the bytes: docs, defaults, aliases, language properties.
            var schema = SchemaText.ParsePhysical(text);
            return SchemaNormalization.ToParsingForm(schema) == Ours
                ? new(WriterSchemaKind.Known, null, "")
                : new(WriterSchemaKind.Resolvable, new ResolvingReader(schema), "");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parsers report a bad schema by whatever they run into: casts, missing keys, nulls.
            return new(WriterSchemaKind.Incompatible, null, $"schema {schemaId}: {e.Message}");
        }
    }
}
