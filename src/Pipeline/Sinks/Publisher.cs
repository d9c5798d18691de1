using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Sinks;

/// <summary>The last stage: delivers what batches say and commits, at the cadence of the settings. Used by one thread at a time.</summary>
/// <remarks>
/// It commits as soon as something waits to be said and the last commit is <c>minInterval</c> old, and the positions alone every <c>maxInterval</c>.
/// With nothing new it does nothing at all.
/// </remarks>
internal sealed class Publisher(
    IDelivery delivery,
    PartitionTable partitions,
    TimeSpan minInterval,
    TimeSpan maxInterval,
    TimeProvider time,
    Action<ReadingBatch> onDelivered)
{
    private readonly List<ReadingBatch> _uncommitted = [];
    private readonly Dictionary<int, long> _positions = [];
    private long _lastCommit = time.GetTimestamp();
    private bool _somethingToSay;

    /// <summary>Whether a look at the clock is worth while. May be read by any thread.</summary>
    public bool HasUncommitted { get; private set; }

    /// <summary>Takes one batch, or, with null, only looks at the clock.</summary>
    public async Task HandleAsync(ReadingBatch? batch, CancellationToken cancellationToken)
    {
        if (batch is not null)
        {
            Accept(batch);
        }

        var interval = _somethingToSay ? minInterval : maxInterval;
        if (HasUncommitted && time.GetElapsedTime(_lastCommit) >= interval)
        {
            await CommitAsync(cancellationToken);
        }
    }

    /// <summary>Commits what is left.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (!HasUncommitted)
        {
            return;
        }

        await delivery.CommitAsync(_positions, cancellationToken);
        foreach (var batch in _uncommitted)
        {
            // The batch goes back to the pool there: nothing of it may be read afterwards.
            var (partition, epoch) = (batch.Partition, batch.Epoch);
            onDelivered(batch);
            partitions.Leave(partition, epoch);
        }

        _uncommitted.Clear();
        _positions.Clear();
        _somethingToSay = false;
        HasUncommitted = false;
        _lastCommit = time.GetTimestamp();
    }

    private void Accept(ReadingBatch batch)
    {
        if (partitions.EpochOf(batch.Partition) == batch.Epoch)
        {
            delivery.Send(batch);
            _positions[batch.Partition] = batch.NextOffset;
            _somethingToSay |= batch.Anomalies.Count + batch.DeadLetters.Count > 0;
        }
        else
        {
            // Another instance has the partition now and reads these records again.
            batch.Anomalies.Clear();
            batch.DeadLetters.Clear();
            batch.Counts = new ScoreCounts(0, 0, 0, batch.RecordCount);
        }

        _uncommitted.Add(batch);
        HasUncommitted = true;
    }
}
