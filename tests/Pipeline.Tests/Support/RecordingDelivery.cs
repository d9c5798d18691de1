using GridFlow.Readings;
using GridFlow.Sinks;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>Notes what is sent and committed, and in which order.</summary>
internal sealed class RecordingDelivery : IDelivery
{
    private readonly Dictionary<int, long> _sent = [];

    public List<Dictionary<int, long>> Commits { get; } = [];

    /// <summary>Positions that were committed before all in front of them was sent.</summary>
    public int Ahead { get; private set; }

    public Exception? Failure { get; set; }

    public void Send(ReadingBatch batch) => _sent[batch.Partition] = batch.NextOffset;

    public Task CommitAsync(IReadOnlyDictionary<int, long> positions, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return Task.FromException(Failure);
        }

        Ahead += positions.Count(p => _sent.GetValueOrDefault(p.Key) < p.Value);
        Commits.Add(new Dictionary<int, long>(positions));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }
}
