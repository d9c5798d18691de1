using Avro;
using Avro.Generic;

namespace GridFlow.Decoding.Inspection;

/// <summary>Reads a body field by field with its writer's schema, and keeps what it has when one cannot be read.</summary>
internal static class FieldWalk
{
    /// <summary>Reads as far as it goes.</summary>
    /// <param name="schemaText">Avro JSON.</param>
    /// <param name="body">Avro bytes.</param>
    /// <param name="bodyStart">Where they begin in the record's value.</param>
    /// <param name="stopped">What ended it; null when all was read.</param>
    public static IReadOnlyList<InspectedField> Read(string schemaText, byte[] body, int bodyStart, out string? stopped)
    {
        var fields = new List<InspectedField>();
        var decoder = new MemoryDecoder(body);
        var name = "the schema";
        try
        {
            foreach (var (fieldName, schema) in FieldsOf(SchemaText.ParsePhysical(schemaText)))
            {
                name = fieldName;
                var start = decoder.Position;
                var value = new GenericDatumReader<object>(schema, schema).Read(null!, decoder);
                fields.Add(new InspectedField(name, AvroValueText.Of(value), bodyStart + start, bodyStart + decoder.Position));
            }

            var left = body.Length - decoder.Position;
            stopped = left == 0 ? null : $"{left} bytes are left over from byte {bodyStart + decoder.Position}";
        }
        catch (RecordEndsException)
        {
            stopped = $"the value ends at byte {bodyStart + body.Length}, inside {name}";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Apache.Avro reports bad bytes and bad schemas by whatever it runs into.
            stopped = $"{name} cannot be read: {e.Message}";
        }

        return fields;
    }

    private static IEnumerable<(string Name, Schema Schema)> FieldsOf(Schema schema) =>
        schema is RecordSchema record ? record.Fields.Select(field => (field.Name, field.Schema)) : [("(value)", schema)];
}
