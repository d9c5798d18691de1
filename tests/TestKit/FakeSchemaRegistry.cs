using GridFlow.Decoding;

namespace GridFlow.TestKit;

/// <summary>A registry in memory that can be told to be down.</summary>
public sealed class FakeSchemaRegistry : ISchemaRegistry
{
    private readonly Dictionary<long, string> _schemas = [];
    private readonly Lock _lock = new();

    public string Address => "memory";

    /// <summary>While true every call fails as an unreachable server does.</summary>
    public bool IsDown { get; set; }

    /// <summary>While set every look-up fails with it, as a defect in a client would.</summary>
    public Exception? Defect { get; set; }

    /// <summary>Look-ups that reached the registry, up or down.</summary>
    public int Lookups { get; private set; }

    /// <summary>Gives a schema an id.</summary>
    public void Set(long schemaId, string schema)
    {
        lock (_lock)
        {
            _schemas[schemaId] = schema;
        }
    }

    public Task<string?> FindSchemaAsync(long schemaId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Lookups++;
            if (Defect is not null)
            {
                return Task.FromException<string?>(Defect);
            }

            return IsDown
                ? Task.FromException<string?>(new SchemaRegistryUnavailableException("memory is down"))
                : Task.FromResult(_schemas.GetValueOrDefault(schemaId));
        }
    }

    public Task<long> RegisterAsync(string subject, string schema, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (IsDown)
            {
                return Task.FromException<long>(new SchemaRegistryUnavailableException("memory is down"));
            }

            foreach (var (id, known) in _schemas)
            {
                if (known == schema)
                {
                    return Task.FromResult(id);
                }
            }

            var next = _schemas.Count == 0 ? 1 : _schemas.Keys.Max() + 1;
            _schemas[next] = schema;
            return Task.FromResult(next);
        }
    }
}
