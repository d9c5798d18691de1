using System.Collections.Concurrent;
using GridFlow.Telemetry;

namespace GridFlow.Decoding;

/// <summary>What is known of writer schemas by id: looked up once, misses remembered for a while, a registry that is down waited for.</summary>
/// <typeparam name="T">What is made of a schema.</typeparam>
/// <param name="registry">Where schemas are.</param>
/// <param name="missLifetime">How long "no such id" is believed.</param>
/// <param name="waiting">What waits while the registry is down, for people: <c>readings wait in Kafka</c>.</param>
/// <param name="conditions">Told while the registry is down.</param>
/// <param name="time">The clock.</param>
internal abstract class SchemaLookup<T>(ISchemaRegistry registry, TimeSpan missLifetime, string waiting, ConditionBoard conditions, TimeProvider time) : IDisposable
    where T : class
{
    private const string Subject = "schema registry";
    private const int MaxKnown = 10_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<long, Entry> _schemas = new();
    private readonly SemaphoreSlim _oneLookup = new(1);
    private int _waiting;

    /// <summary>Whether somebody waits for the registry, which has time limits of its own.</summary>
    public bool IsAsking => Volatile.Read(ref _waiting) > 0;

    /// <summary>What is known of an id without asking anyone; null when it must be looked up.</summary>
    public T? TryGet(long schemaId) =>
        _schemas.TryGetValue(schemaId, out var entry) && (entry.ExpiresAt is not { } end || time.GetTimestamp() < end) ? entry.Known : null;

    /// <summary>Looks an id up, as often as it takes.</summary>
    public async Task<T> ResolveAsync(long schemaId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _oneLookup.WaitAsync(cancellationToken);
            try
            {
                ForgetMisses();
                return TryGet(schemaId) ?? (_schemas[schemaId] = EntryOf(schemaId, await AskAsync(schemaId, cancellationToken))).Known;
            }
            finally
            {
                _oneLookup.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneLookup.Dispose();

    /// <summary>What a schema means. Throws nothing.</summary>
    protected abstract T Interpret(long schemaId, string text);

    /// <summary>What it means that there is none.</summary>
    protected abstract T Missing(string reason);

    private Entry EntryOf(long schemaId, string? text) => text is not null
        ? new Entry(Interpret(schemaId, text), null)
        : new Entry(
            Missing($"the registry at {registry.Address} has no schema {schemaId}"), time.GetTimestamp() + (long)(missLifetime.TotalSeconds * time.TimestampFrequency));

    /// <summary>Random ids must not fill the memory.</summary>
    private void ForgetMisses()
    {
        if (_schemas.Count >= MaxKnown)
        {
            foreach (var (id, _) in _schemas.Where(schema => schema.Value.ExpiresAt is not null))
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
                conditions.Raise(Subject, $"{e.Message}; waiting to look up schema {schemaId}, {waiting} (SchemaRegistry:Url)");
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <param name="Known">What is known.</param>
    /// <param name="ExpiresAt">When it must be looked up again, as <see cref="TimeProvider.GetTimestamp"/>; null never: an id never changes its schema.</param>
    private sealed record Entry(T Known, long? ExpiresAt);
}
