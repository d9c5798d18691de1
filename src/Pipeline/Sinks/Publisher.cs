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
    /// <summary>Many small batches hold as much memory as few large ones, so their number is bounded and not the time alone.</summary>
    private const int MaxUndelivered = 256;

    private readonly List<ReadingBatch> _undelivered = [];
    private readonly List<(int Partition, long Epoch)> _uncommitted = [];
    private readonly Dictionary<int, PartitionPosition> _positions = [];
    private long _lastCommit = time.GetTimestamp();
    private bool _somethingToSay;
    private volatile bool _hasUncommitted;

    /// <summary>Whether a look at the clock is worth while. May be read by any thread.</summary>
    public bool HasUncommitted => _hasUncommitted;

    /// <summary>Takes one batch, or, with null, only looks at the clock.</summary>
    public async Task HandleAsync(ReadingBatch? batch, CancellationToken cancellationToken)
    {
        if (batch is not null)
        {
            Accept(batch);
        }

        var interval = _somethingToSay ? minInterval : maxInterval;
        if (_hasUncommitted && (_undelivered.Count >= MaxUndelivered || time.GetElapsedTime(_lastCommit) >= interval))
        {
            await CommitAsync(cancellationToken);
        }
    }

    /// <summary>Commits what is left.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (!_hasUncommitted)
        {
            return;
        }

        var committed = await delivery.CommitAsync(_positions.Values, cancellationToken);
        foreach (var batch in _undelivered)
        {
            // The batch goes back to the pool there: nothing of it may be read afterwards.
            _uncommitted.Add((batch.Partition, batch.Epoch));
            onDelivered(batch);
        }

        _undelivered.Clear();
        _somethingToSay = false;
        _lastCommit = time.GetTimestamp();
        if (committed)
        {
            // Only now: a partition is handed over when nothing of it is in the graph, and a position that is not committed is.
            _uncommitted.ForEach(batch => partitions.Leave(batch.Partition, batch.Epoch));
            _uncommitted.Clear();
            _positions.Clear();
            _hasUncommitted = false;
        }
    }

    private void Accept(ReadingBatch batch)
    {
        if (partitions.EpochOf(batch.Partition) == batch.Epoch)
        {
            delivery.Send(batch);
            _positions[batch.Partition] = new PartitionPosition(batch.Partition, batch.Epoch, batch.NextOffset);
            _somethingToSay |= batch.Anomalies.Count + batch.DeadLetters.Count > 0;
        }
        else
        {
            // Another instance has the partition now and reads these records again.
            batch.Anomalies.Clear();
            batch.DeadLetters.Clear();
            batch.Counts = new ScoreCounts(0, 0, 0, batch.RecordCount);
        }

        _undelivered.Add(batch);
        _hasUncommitted = true;
    }
}
