using System.Buffers.Binary;
using System.Globalization;
using Avro;
using Avro.Generic;
using Avro.IO;
using GridFlow.Integration.Clients;

namespace GridFlow.Integration.Faults.Oracle;

/// <summary>Registry-framed Avro as text, every field of it, decoded as a stranger would: schema from the registry, Apache.Avro.</summary>
internal sealed class AvroText(RegistryClient registry)
{
    private readonly Dictionary<int, GenericReader<GenericRecord>> _readers = [];

    /// <summary>Decodes one value.</summary>
    public async Task<GenericRecord> RecordAsync(byte[] value)
    {
        var id = BinaryPrimitives.ReadInt32BigEndian(value.AsSpan(1));
        if (!_readers.TryGetValue(id, out var reader))
        {
            var schema = Schema.Parse(await registry.SchemaAsync(id));
            _readers[id] = reader = new GenericReader<GenericRecord>(schema, schema);
        }

        using var body = new MemoryStream(value, 5, value.Length - 5);
        var record = reader.Read(null!, new BinaryDecoder(body));
        return body.Position == body.Length ? record : throw new FormatException($"{body.Length - body.Position} bytes behind the record");
    }

    /// <summary><c>name=value</c> of all fields but one. Doubles are written with all their digits.</summary>
    public static string Of(GenericRecord record, string? except = null) => string.Join(
        ' ',
        record.Schema.Fields.Where(field => field.Name != except).Select(field => $"{field.Name}={Of(record.GetValue(field.Pos))}"));

    private static string Of(object? value) => value switch
    {
        GenericRecord record => $"({Of(record)})",
        GenericEnum name => name.Value,
        IFormattable number => number.ToString(number is DateTime ? "O" : null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };
}
