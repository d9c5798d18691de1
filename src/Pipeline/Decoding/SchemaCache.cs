using System.Collections.Concurrent;
using Avro;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Decoding;

/// <summary>Writer schemas by id: looked up once, misses remembered for a while, a registry that is down waited for.</summary>
internal sealed class SchemaCache(ISchemaRegistry registry, TimeSpan missLifetime, ConditionBoard conditions, TimeProvider time) : IDisposable
{
    private const string Subject = "schema registry";
    private const int MaxKnown = 10_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly string Ours = SchemaNormalization.ToParsingForm(SchemaText.ParsePhysical(GridFlowSchemas.SensorReading));

    private readonly ConcurrentDictionary<long, WriterSchema> _schemas = new();
    private readonly SemaphoreSlim _oneLookup = new(1);

    /// <summary>What is known of an id without asking anyone; null when it must be looked up.</summary>
    public WriterSchema? TryGet(long schemaId) =>
        _schemas.TryGetValue(schemaId, out var schema) && (schema.ExpiresAt is not { } end || time.GetTimestamp() < end) ? schema : null;

    /// <summary>Looks an id up, as often as it takes.</summary>
    public async Task<WriterSchema> ResolveAsync(long schemaId, CancellationToken cancellationToken)
    {
        await _oneLookup.WaitAsync(cancellationToken);
        try
        {
            ForgetMisses();
            return TryGet(schemaId) ?? (_schemas[schemaId] = Interpret(schemaId, await AskAsync(schemaId, cancellationToken)));
        }
        finally
        {
            _oneLookup.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneLookup.Dispose();

    /// <summary>Random ids must not fill the memory.</summary>
    private void ForgetMisses()
    {
        if (_schemas.Count >= MaxKnown)
        {
            foreach (var (id, _) in _schemas.Where(schema => schema.Value.Kind == WriterSchemaKind.Missing))
            {
                _schemas.TryRemove(id, out _);
            }
        }
    }

    private async Task<string?> AskAsync(long schemaId, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            try
            {
                var schema = await registry.FindSchemaAsync(schemaId, cancellationToken);
                conditions.Clear(Subject);
                return schema;
            }
            catch (SchemaRegistryUnavailableException e)
            {
                conditions.Raise(Subject, $"{e.Message}; waiting to look up schema {schemaId}, readings wait in Kafka (SchemaRegistry:Url)");
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private WriterSchema Interpret(long schemaId, string? text)
    {
        if (text is null)
        {
            var expiresAt = time.GetTimestamp() + (long)(missLifetime.TotalSeconds * time.TimestampFrequency);
            return new(WriterSchemaKind.Missing, null, $"the registry at {registry.Address} has no schema {schemaId}", expiresAt);
        }

        try
        {
            // Avro's resolution looks at the number only; microseconds would be read as milliseconds.
            if (SchemaText.TimestampTypes(text).FirstOrDefault(type => type != "timestamp-millis") is { } unit)
            {
                return new(WriterSchemaKind.Incompatible, null, $"schema {schemaId}: timestamp is {unit}; ours is timestamp-millis", null);
            }

            // The parsing form leaves out what does not change the bytes: docs, defaults, aliases, language properties.
            var schema = SchemaText.ParsePhysical(text);
            return SchemaNormalization.ToParsingForm(schema) == Ours
                ? new(WriterSchemaKind.Known, null, "", null)
                : new(WriterSchemaKind.Resolvable, new ResolvingReader(schema), "", null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parsers report a bad schema by whatever they run into: casts, missing keys, nulls.
            return new(WriterSchemaKind.Incompatible, null, $"schema {schemaId}: {e.Message}", null);
        }
    }
}
