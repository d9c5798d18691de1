using System.Buffers.Binary;
using Avro;
using Avro.Generic;
using Avro.IO;
using GridFlow.Integration.Programs;
using Xunit;

namespace GridFlow.Integration.Clients;

/// <summary>Reads the anomalies topic as a stranger would: kcat for the bytes, the registry for their schema, Apache.Avro to decode them.</summary>
internal static class AnomalyReader
{
    public static async Task<IReadOnlyList<FoundAnomaly>> ReadAsync(PipelineSetup setup)
    {
        using var registry = new RegistryClient(setup.Registry);
        var readers = new Dictionary<int, GenericReader<GenericRecord>>();
        var found = new List<FoundAnomaly>();
        foreach (var value in await new Kcat(setup).ValuesAsync(setup.Anomalies))
        {
            Assert.Equal(0, value[0]);
            var id = BinaryPrimitives.ReadInt32BigEndian(value.AsSpan(1));
            if (!readers.TryGetValue(id, out var reader))
            {
                var schema = Schema.Parse(await registry.SchemaAsync(id));
                readers[id] = reader = new GenericReader<GenericRecord>(schema, schema);
            }

            found.Add(Decode(reader, value));
        }

        return found;
    }

    private static FoundAnomaly Decode(GenericReader<GenericRecord> reader, byte[] value)
    {
        using var body = new MemoryStream(value, 5, value.Length - 5);
        var record = reader.Read(null!, new BinaryDecoder(body));
        Assert.Equal(body.Length, body.Position);
        var original = (GenericRecord)record["original_event"];
        return new FoundAnomaly(
            (string)record["anomaly_id"],
            ((GenericEnum)record["anomaly_type"]).Value,
            (string)original["meter_id"],
            new DateTimeOffset((DateTime)original["timestamp"]).ToUnixTimeMilliseconds(),
            (double)record["deviation"]);
    }
}
