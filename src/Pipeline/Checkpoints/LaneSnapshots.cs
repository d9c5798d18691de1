using System.Collections.Concurrent;
using GridFlow.Detection;
using GridFlow.Sources;

namespace GridFlow.Checkpoints;

/// <summary>One lane's part in snapshots: begins what is due or asked for, writes some of it with every batch, and gives up what has no owner any more.</summary>
/// <remarks>All on the lane's thread but <see cref="HasWork"/> and <see cref="Request"/>.</remarks>
internal sealed class LaneSnapshots(SnapshotTaker writer, PartitionTable table)
{
    private readonly SnapshotCadence _cadence = writer.Cadence;
    private readonly ConcurrentQueue<SnapshotRequest> _requests = new();
    private readonly Dictionary<int, (SnapshotProgress Progress, PartitionDetector Detector, RunningSnapshot? Last)> _partitions = [];
    private (RunningSnapshot Snapshot, PartitionDetector Detector)? _writing;
    private volatile bool _isWriting;
    private long _nextDue = long.MaxValue;
    private volatile bool _isQueued;
    private volatile bool _hasEnded;

    /// <summary>Whether <see cref="Advance"/> has something to do although no batch comes. Any thread; cheap.</summary>
    public bool HasWork
    {
        get
        {
            if (_isWriting || (!_requests.IsEmpty && _cadence.IsOpenForRequests))
            {
                return true;
            }

            // One that is due and waits in the queue needs nothing until the turn is free.
            var now = writer.Now;
            return now >= Volatile.Read(ref _nextDue) && (!_isQueued || _cadence.IsOpen(now));
        }
    }

    /// <summary>Asks for a snapshot of a partition as it is. Any thread.</summary>
    public Task<SnapshotResult?> Request(int partition)
    {
        var request = new SnapshotRequest(partition);
        _cadence.AddRequest();
        _requests.Enqueue(request);
        if (_hasEnded)
        {
            Refuse();
        }

        return request.Result;
    }

    /// <summary>Takes a partition in, in place of what it was under an older assignment.</summary>
    public SnapshotProgress Own(int partition, long epoch, PartitionDetector detector)
    {
        Forget(partition);
        var progress = new SnapshotProgress(partition, epoch, writer.Now);
        _partitions[partition] = (progress, detector, null);
        return progress;
    }

    /// <summary>Lets a partition go; what is being written of it is given up.</summary>
    public void Forget(int partition)
    {
        if (_writing is { } writing && writing.Snapshot.Progress.Partition == partition)
        {
            Abandon();
        }

        _partitions.Remove(partition);
        _cadence.Forget(partition);
    }

    /// <summary>Notes that a partition's batch has been scored.</summary>
    public void Scored(SnapshotProgress progress) => Volatile.Write(ref _nextDue, Math.Min(_nextDue, DueAt(progress)));

    /// <summary>Writes so many meters of what is being written, serves what was asked for, and begins what is due.</summary>
    public void Advance(int meters)
    {
        Write(meters);
        if (!_requests.IsEmpty)
        {
            Serve();
        }

        if (writer.Now is var now && now >= _nextDue && (!_isQueued || _cadence.IsOpen(now)))
        {
            BeginDue(now);
        }
    }

    /// <summary>Gives everything up: the lane takes no more batches.</summary>
    public void End()
    {
        Abandon();
        _hasEnded = true;
        Refuse();
    }

    private void Refuse()
    {
        while (_requests.TryDequeue(out var request))
        {
            Answer(request, null);
        }
    }

    private void Write(int meters)
    {
        if (_writing is not { } writing)
        {
            return;
        }

        var progress = writing.Snapshot.Progress;
        if (writing.Snapshot.Result.IsCompleted || IsOver(progress))
        {
            // The target has failed at it, or the partition is somebody else's now.
            Abandon();
        }
        else if (writing.Detector.ContinueSnapshot(meters))
        {
            (_writing, _isWriting) = (null, false);
        }
    }

    private void Abandon()
    {
        if (_writing is { } writing)
        {
            writer.Abandon(writing.Snapshot, writing.Detector);
            (_writing, _isWriting) = (null, false);
        }
    }

    private void Serve()
    {
        // Each once: what cannot be served now goes to the end of the queue.
        for (var left = _requests.Count; left > 0 && _requests.TryDequeue(out var request); left--)
        {
            if (!_partitions.TryGetValue(request.Partition, out var own) || own.Progress.Offset < 0 || own.Progress.IsStored || IsOver(own.Progress))
            {
                Answer(request, null);
            }
            else if (own.Last is { Result.IsCompleted: false } last && last.Offset == own.Progress.Offset)
            {
                Answer(request, last);
            }
            else if (own.Progress.StoredOffset > (table.CommittedOf(request.Partition) ?? long.MaxValue))
            {
                // The last one is ahead of what is committed: one more would push out the one that a recovery can use.
                _requests.Enqueue(request);
            }
            else if (_writing is null && _cadence.TryBeginRequested(request.Partition))
            {
                Answer(request, Begin(request.Partition));
            }
            else
            {
                _requests.Enqueue(request);
            }
        }
    }

    private void Answer(SnapshotRequest request, RunningSnapshot? running)
    {
        _cadence.RemoveRequest();
        request.Answer(running);
    }

    private void BeginDue(long now)
    {
        var (due, first) = (long.MaxValue, -1);
        foreach (var (partition, own) in _partitions)
        {
            // One that has gone is found out when its turn comes.
            if (DueAt(own.Progress) is var at && at < due)
            {
                (due, first) = (at, partition);
            }
        }

        Volatile.Write(ref _nextDue, due);
        _isQueued = false;
        if (due > now)
        {
            return;
        }

        if (IsOver(_partitions[first].Progress))
        {
            Forget(first);
        }
        else if (_writing is null && _cadence.TryBegin(first, due, now))
        {
            Begin(first);
        }
        else
        {
            _isQueued = true;
        }
    }

    private bool IsOver(SnapshotProgress progress) => table.EpochOf(progress.Partition) != progress.Epoch;

    /// <summary>When a partition wants a snapshot.</summary>
    /// <remarks>Not while the last one is ahead of what is committed: while commits hang, new ones would push out the one that a recovery can use.</remarks>
    private long DueAt(SnapshotProgress progress) =>
        progress.StoredOffset > (table.CommittedOf(progress.Partition) ?? long.MaxValue) ? long.MaxValue : _cadence.DueAt(progress);

    private RunningSnapshot Begin(int partition)
    {
        var (progress, detector, _) = _partitions[partition];
        var running = writer.Begin(progress, detector);
        _partitions[partition] = (progress, detector, running);
        (_writing, _isWriting) = ((running, detector), true);
        return running;
    }
}
