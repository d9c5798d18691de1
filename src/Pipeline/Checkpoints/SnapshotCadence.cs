namespace GridFlow.Checkpoints;

/// <summary>When which partition is snapshotted: one at a time in this process, the one that has waited longest first, and for a tenth of the time at most.</summary>
/// <remarks>All lanes share it. Timestamps are those of <see cref="TimeProvider.GetTimestamp"/>.</remarks>
internal sealed class SnapshotCadence(CheckpointsOptions options, TimeProvider time)
{
    /// <summary>A snapshot that took a second is followed by so many without one.</summary>
    private const int RestFactor = 9;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _dueSince = [];
    private readonly long _interval = Ticks(options.SnapshotInterval, time);
    private readonly long _minPause = Ticks(options.SnapshotMinPause, time);
    private long _restUntil = long.MinValue;
    private long _rest;
    private int _requests;
    private bool _running;

    /// <summary>The rest that the last snapshot's duration demands.</summary>
    public TimeSpan Pause => time.GetElapsedTime(0, Volatile.Read(ref _rest));

    /// <summary>Whether a snapshot might begin now. Any thread; cheap.</summary>
    public bool IsOpen(long now) => !Volatile.Read(ref _running) && now >= Volatile.Read(ref _restUntil);

    /// <summary>Whether a requested snapshot might begin now. Any thread; cheap.</summary>
    public bool IsOpenForRequests => !Volatile.Read(ref _running);

    /// <summary>Since when, or from when on, a partition wants a snapshot; the greatest of all numbers when it has not moved.</summary>
    public long DueAt(SnapshotProgress progress)
    {
        if (progress.Readings == 0)
        {
            return long.MaxValue;
        }

        var due = progress.Readings >= options.SnapshotReadings ? progress.BegunAt : progress.BegunAt + _interval;
        return progress.EndedAt == long.MinValue ? due : Math.Max(due, progress.EndedAt + _minPause);
    }

    /// <summary>Takes the turn for a partition that is due; one that is refused keeps its place in the queue.</summary>
    public bool TryBegin(int partition, long dueAt, long now)
    {
        lock (_lock)
        {
            _dueSince[partition] = dueAt;
            if (_running || _requests > 0 || now < _restUntil || _dueSince.Any(other => other.Value < dueAt))
            {
                return false;
            }

            _dueSince.Remove(partition);
            return _running = true;
        }
    }

    /// <summary>Announces a request: nothing begins by cadence until it has been served.</summary>
    public void AddRequest()
    {
        lock (_lock)
        {
            _requests++;
        }
    }

    /// <summary>Says that a request has been served or needs no snapshot.</summary>
    public void RemoveRequest()
    {
        lock (_lock)
        {
            _requests--;
        }
    }

    /// <summary>Takes the turn for a request, which waits for no rest.</summary>
    public bool TryBeginRequested(int partition)
    {
        lock (_lock)
        {
            if (_running)
            {
                return false;
            }

            _dueSince.Remove(partition);
            return _running = true;
        }
    }

    /// <summary>Gives the turn back.</summary>
    /// <param name="took">From barrier to durable or failed; null for one that was abandoned, which says nothing about the next.</param>
    public void End(long? took)
    {
        lock (_lock)
        {
            _running = false;
            if (took is { } ticks)
            {
                _rest = RestFactor * ticks;
                _restUntil = time.GetTimestamp() + _rest;
            }
        }
    }

    /// <summary>Takes a partition out of the queue.</summary>
    public void Forget(int partition)
    {
        lock (_lock)
        {
            _dueSince.Remove(partition);
        }
    }

    private static long Ticks(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
