namespace GridFlow.Decoding.Inspection;

/// <summary>A registry's one answer, so that a decoder over it never waits for a server.</summary>
internal sealed class AnsweredRegistry(string address, string? schema) : ISchemaRegistry
{
    public string Address => address;

    public Task<string?> FindSchemaAsync(long schemaId, CancellationToken cancellationToken) => Task.FromResult(schema);

    public Task<long> RegisterAsync(string subject, string schema, CancellationToken cancellationToken) => throw new NotSupportedException("It only answers.");
}
