using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Sinks;

/// <summary>The last stage: delivers what batches say and commits, at the cadence of the settings. Used by one thread at a time.</summary>
/// <remarks>
/// It commits as soon as something waits to be said and the last commit began <c>TransactionMinInterval</c> ago, and the positions alone every
/// <c>TransactionMaxInterval</c>. With nothing new it does nothing at all. Batches are kept until they are delivered: what an aborted transaction has taken back
/// is sent again from them, and no detector has to go back for it.
/// </remarks>
internal sealed class Publisher(
    IDelivery delivery,
    PartitionTable partitions,
    CheckpointsOptions options,
    TimeProvider time,
    Action<ReadingBatch> onDelivered)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly List<ReadingBatch> _undelivered = [];
    private readonly List<(int Partition, long Epoch)> _uncommitted = [];
    private readonly Dictionary<int, PartitionPosition> _positions = [];
    private long _lastCommit = time.GetTimestamp();
    private long _lastCommitEnd = time.GetTimestamp();
    private TimeSpan _pause;
    private bool _somethingToSay;
    private volatile bool _hasUncommitted;

    /// <summary>Whether a look at the clock is worth while. May be read by any thread.</summary>
    public bool HasUncommitted => _hasUncommitted;

    /// <summary>Takes one batch, or, with null, only looks at the clock.</summary>
    /// <param name="batch">What has come.</param>
    /// <param name="moreWaits">Whether more has come already; then it may go into the same commit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task HandleAsync(ReadingBatch? batch, bool moreWaits, CancellationToken cancellationToken)
    {
        if (batch is not null)
        {
            await AcceptAsync(batch, cancellationToken);
        }

        // Many small batches hold as much memory as few large ones, so their number is bounded and not the time alone.
        while (_hasUncommitted && ((IsDue && (!moreWaits || IsOverdue)) || _undelivered.Count >= options.TransactionMaxBatches))
        {
            await CommitAsync(cancellationToken);
            if (_undelivered.Count < options.TransactionMaxBatches)
            {
                return;
            }

            // It was taken back, and nothing more may pile up.
            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    /// <summary>Commits what is left, and does not end before it is committed.</summary>
    public async Task CommitAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await CommitAsync(cancellationToken);
            if (!_hasUncommitted)
            {
                return;
            }

            await Task.Delay(_pause > TimeSpan.Zero ? _pause : options.TransactionMinInterval, time, cancellationToken);
        }
    }

    private bool IsDue
    {
        get
        {
            var interval = _somethingToSay ? options.TransactionMinInterval : options.TransactionMaxInterval;
            return time.GetElapsedTime(_lastCommit) >= (interval > _pause ? interval : _pause);
        }
    }

    /// <summary>Whether what has come must not wait for more. Otherwise each commit slower than its interval would be followed by one of a single batch.</summary>
    private bool IsOverdue => time.GetElapsedTime(_lastCommitEnd) >= options.TransactionMinInterval;

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (!_hasUncommitted)
        {
            return;
        }

        var began = time.GetTimestamp();
        switch (await delivery.CommitAsync(_positions.Values, StillOwned, cancellationToken))
        {
            case CommitOutcome.Committed:
                Settle(began);
                Release();
                _pause = TimeSpan.Zero;
                break;
            case CommitOutcome.PositionsPending:
                Settle(began);
                break;
            case CommitOutcome.Aborted:
                await ResendAsync(cancellationToken);
                // At once the first time: mostly the group has just moved on, and the next try knows it.
                _pause = _pause == TimeSpan.Zero ? options.TransactionMinInterval : Min(2 * _pause, LongestPause);
                break;
            case CommitOutcome.Unknown:
                partitions.RollBack();
                await ResendAsync(cancellationToken);
                break;
        }

        _lastCommit = began;
        _lastCommitEnd = time.GetTimestamp();
    }

    /// <summary>Books what is durable.</summary>
    private void Settle(long commitBegan)
    {
        foreach (var batch in _undelivered)
        {
            if (batch.Trace is { } trace)
            {
                (trace.CommitBegan, trace.CommitEnded) = (commitBegan, time.GetTimestamp());
            }

            // The batch goes back to the pool there: nothing of it may be read afterwards.
            _uncommitted.Add((batch.Partition, batch.Epoch));
            onDelivered(batch);
        }

        _undelivered.Clear();
        _somethingToSay = false;
    }

    /// <summary>Books what is committed: a partition is handed over when nothing of it is in the graph, and a position that is not committed is.</summary>
    private void Release()
    {
        foreach (var position in _positions.Values)
        {
            partitions.SetCommitted(position.Partition, position.Epoch, position.NextOffset);
        }

        _uncommitted.ForEach(batch => partitions.Leave(batch.Partition, batch.Epoch));
        _uncommitted.Clear();
        _positions.Clear();
        _hasUncommitted = false;
    }

    /// <summary>Sends again what was taken back, but for what is no longer ours.</summary>
    private async Task ResendAsync(CancellationToken cancellationToken)
    {
        var batches = _undelivered.ToList();
        _undelivered.Clear();
        _positions.Clear();
        _somethingToSay = false;
        _hasUncommitted = false;
        foreach (var batch in batches)
        {
            await AcceptAsync(batch, cancellationToken);
        }
    }

    private bool StillOwned() => _undelivered.TrueForAll(IsOwned);

    private bool IsOwned(ReadingBatch batch) => partitions.EpochOf(batch.Partition) == batch.Epoch;

    private async Task AcceptAsync(ReadingBatch batch, CancellationToken cancellationToken)
    {
        if (batch.IsReplay && !FaultDrills.NoSilence)
        {
            // Whatever it says has been said: the group's committed position is behind it.
            partitions.Leave(batch.Partition, batch.Epoch);
            onDelivered(batch);
            return;
        }

        if (!IsOwned(batch))
        {
            // Another instance has the partition now, or this one under a new assignment, and reads these records again.
            batch.Anomalies.Clear();
            batch.DeadLetters.Clear();
            batch.Suppressed = 0;
            batch.Counts = new ScoreCounts(0, 0, 0, batch.RecordCount);
            onDelivered(batch);
            return;
        }

        if (batch.Trace is { } trace)
        {
            (trace.SendBegan, trace.Attempts) = (time.GetTimestamp(), trace.Attempts + 1);
        }

        await delivery.SendAsync(batch, cancellationToken);
        batch.Trace?.SendEnded = time.GetTimestamp();
        _positions[batch.Partition] = new PartitionPosition(batch.Partition, batch.Epoch, batch.NextOffset);
        _somethingToSay |= batch.HasSomethingToSay;
        _undelivered.Add(batch);
        _hasUncommitted = true;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
