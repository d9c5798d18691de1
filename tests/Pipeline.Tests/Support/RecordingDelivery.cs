using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Sources;

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

    /// <summary>What a commit answers; false is a broker that takes no positions now.</summary>
    public bool TakesPositions { get; set; } = true;

    public Task<bool> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return Task.FromException<bool>(Failure);
        }

        Ahead += positions.Count(p => _sent.GetValueOrDefault(p.Partition) < p.NextOffset);
        Commits.Add(positions.ToDictionary(p => p.Partition, p => p.NextOffset));
        return Task.FromResult(TakesPositions);
    }

    public void Dispose()
    {
    }
}
