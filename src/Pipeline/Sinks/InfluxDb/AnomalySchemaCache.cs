using GridFlow.Decoding;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Writer schemas of anomalies.</summary>
internal sealed class AnomalySchemaCache(ISchemaRegistry registry, TimeSpan missLifetime, ConditionBoard conditions, TimeProvider time)
    : SchemaLookup<AnomalySchema>(registry, missLifetime, "anomalies wait in Kafka", conditions, time)
{
    /// <inheritdoc/>
    protected override AnomalySchema Missing(string reason) => new(null, reason);

    /// <inheritdoc/>
    protected override AnomalySchema Interpret(long schemaId, string text)
    {
        try
        {
            return new AnomalySchema(new AnomalyReader(text), "");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parsers report a bad schema by whatever they run into: casts, missing keys, nulls.
            return new AnomalySchema(null, $"schema {schemaId}: {e.Message}");
        }
    }
}
