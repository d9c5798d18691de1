using System.Collections.Concurrent;
using GridFlow.Checkpoints;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>A store in memory that can be away, or hang.</summary>
internal sealed class MemorySnapshotStore : ISnapshotStore
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>What every call but Delete fails with; null when the store is well.</summary>
    public Exception? Trouble { get; set; }

    /// <summary>What every Delete fails with.</summary>
    public Exception? DeleteTrouble { get; set; }

    /// <summary>Awaited by every write.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Writes { get; private set; }

    public string Description => "memory";

    public Task<IReadOnlyList<StoredSnapshot>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        Check(Trouble);
        return Task.FromResult<IReadOnlyList<StoredSnapshot>>(
            [.. Files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new StoredSnapshot(file.Key, file.Value.Length))]);
    }

    public async Task WriteAsync(string name, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken)
    {
        Writes++;
        Check(Trouble);
        await Gate.WaitAsync(cancellationToken);
        Files[name] = SnapshotSample.Joined(content);
    }

    public Task<Stream> OpenAsync(string name, long from, CancellationToken cancellationToken)
    {
        Check(Trouble);
        return Files.TryGetValue(name, out var bytes) ? Task.FromResult<Stream>(new MemoryStream(bytes[(int)from..])) : throw new FileNotFoundException(name);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Check(DeleteTrouble);
        Files.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    private static void Check(Exception? trouble)
    {
        if (trouble is not null)
        {
            throw trouble;
        }
    }
}
