using GridFlow.Decoding;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>A registry whose answers come when the test says so.</summary>
internal sealed class CountingRegistry(Func<long, Task<string?>> answer) : ISchemaRegistry
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public string Address => "counting";

    public Task<string?> FindSchemaAsync(long schemaId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return answer(schemaId);
    }

    public Task<long> RegisterAsync(string subject, string schema, CancellationToken cancellationToken) => throw new NotSupportedException();
}
