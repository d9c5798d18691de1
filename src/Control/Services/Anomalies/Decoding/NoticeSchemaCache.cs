using GridFlow.Decoding;
using GridFlow.Telemetry;

namespace GridFlow.Control.Services.Anomalies.Decoding;

/// <summary>Writer schemas of anomalies.</summary>
internal sealed class NoticeSchemaCache(ISchemaRegistry registry, TimeSpan missLifetime, TimeSpan window, ConditionBoard conditions, TimeProvider time)
    : SchemaLookup<NoticeSchema>(registry, missLifetime, "subscribers wait for their anomalies", conditions, time)
{
    /// <inheritdoc/>
    protected override NoticeSchema Missing(string reason) => new(null, reason);

    /// <inheritdoc/>
    protected override NoticeSchema Interpret(long schemaId, string text)
    {
        try
        {
            return new NoticeSchema(new NoticeReader(text, window), "");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parsers report a bad schema by whatever they run into: casts, missing keys, nulls.
            return new NoticeSchema(null, $"schema {schemaId}: {e.Message}");
        }
    }
}
