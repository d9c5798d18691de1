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

    /// <summary>Called in the middle of a commit, for one that takes its time.</summary>
    public Action OnCommit { get; set; } = () => { };

    /// <summary>Every batch that was sent, again for every time.</summary>
    public List<ReadingBatch> Sent { get; } = [];

    /// <summary>What the next commits answer; <see cref="CommitOutcome.Committed"/> when there is none left.</summary>
    public Queue<CommitOutcome> Outcomes { get; } = new();

    public Task SendAsync(ReadingBatch batch, CancellationToken cancellationToken)
    {
        Sent.Add(batch);
        _sent[batch.Partition] = batch.NextOffset;
        return Task.CompletedTask;
    }

    /// <summary>What a commit answers; false is a broker that takes no positions now.</summary>
    public bool TakesPositions { get; set; } = true;

    public Task<CommitOutcome> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, Func<bool> stillOwned, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return Task.FromException<CommitOutcome>(Failure);
        }

        Ahead += positions.Count(p => _sent.GetValueOrDefault(p.Partition) < p.NextOffset);
        OnCommit();
        Commits.Add(positions.ToDictionary(p => p.Partition, p => p.NextOffset));
        var outcome = TakesPositions ? CommitOutcome.Committed : CommitOutcome.PositionsPending;
        return Task.FromResult(!stillOwned() ? CommitOutcome.Aborted : Outcomes.TryDequeue(out var next) ? next : outcome);
    }

    public Task SettledAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
