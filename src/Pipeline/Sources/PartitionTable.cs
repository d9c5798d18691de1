namespace GridFlow.Sources;

/// <summary>The partitions this instance owns, how far each has come, and how much of each is in the graph.</summary>
/// <remarks>
/// An assignment has an epoch: what was read under an older one is stale and must not be committed. A partition under a new epoch is recovering until its detector
/// is what it was at the committed position; nothing of it is read into the graph before.
/// </remarks>
public sealed class PartitionTable
{
    private readonly object _lock = new();
    private readonly SortedDictionary<int, Entry> _owned = [];
    private long _lastEpoch;
    private int _recovering;

    /// <summary>Whether some partition waits for its recovery. Cheap.</summary>
    public bool AnyRecovering => Volatile.Read(ref _recovering) > 0;

    /// <summary>Enters a partition under a new epoch; it has to be recovered.</summary>
    /// <returns>The epoch.</returns>
    public long Assign(int partition)
    {
        lock (_lock)
        {
            _owned[partition] = new Entry { Epoch = ++_lastEpoch };
            CountRecovering();
            return _lastEpoch;
        }
    }

    /// <summary>Says that a partition's detector is ready.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="epoch">The assignment it was recovered for; one that is over is not started.</param>
    /// <param name="readFrom">First offset to read.</param>
    /// <param name="speakFrom">First offset whose findings have not been said yet; everything in front of it is replayed in silence.</param>
    /// <returns>False when the assignment is over.</returns>
    public bool Start(int partition, long epoch, long readFrom, long speakFrom)
    {
        lock (_lock)
        {
            if (!_owned.TryGetValue(partition, out var entry) || entry.Epoch != epoch)
            {
                return false;
            }

            (entry.IsReady, entry.Position, entry.SpeakFrom) = (true, readFrom, speakFrom);
            CountRecovering();
            return true;
        }
    }

    /// <summary>
    /// Gives every partition a new epoch: it is not known whether what was said last has become durable, so all detectors go back to what is committed.
    /// </summary>
    public void RollBack()
    {
        lock (_lock)
        {
            foreach (var partition in _owned.Keys.ToList())
            {
                _owned[partition] = new Entry { Epoch = ++_lastEpoch, Committed = _owned[partition].Committed };
            }

            CountRecovering();
        }
    }

    /// <summary>Takes a partition out; what is in flight of it becomes stale.</summary>
    public void Remove(int partition)
    {
        lock (_lock)
        {
            _owned.Remove(partition);
            CountRecovering();
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Epoch of a partition; null when it is not owned.</summary>
    public long? EpochOf(int partition)
    {
        lock (_lock)
        {
            return _owned.TryGetValue(partition, out var entry) ? entry.Epoch : null;
        }
    }

    /// <summary>What the group has committed; null when the partition is not owned.</summary>
    public long? CommittedOf(int partition)
    {
        lock (_lock)
        {
            return _owned.TryGetValue(partition, out var entry) ? entry.Committed : null;
        }
    }

    /// <summary>How a partition is to be read; null when it is not owned or not ready.</summary>
    public (long Epoch, long SpeakFrom)? ReadyState(int partition)
    {
        lock (_lock)
        {
            return _owned.TryGetValue(partition, out var entry) && entry.IsReady ? (entry.Epoch, entry.SpeakFrom) : null;
        }
    }

    /// <summary>Where a partition that is read goes on; null when it is not owned or not ready.</summary>
    public long? ReadyPosition(int partition)
    {
        lock (_lock)
        {
            return _owned.TryGetValue(partition, out var entry) && entry.IsReady ? entry.Position : null;
        }
    }

    /// <summary>Partitions that wait for their recovery, with their epochs.</summary>
    public IReadOnlyList<(int Partition, long Epoch)> Recovering()
    {
        lock (_lock)
        {
            return [.. _owned.Where(pair => !pair.Value.IsReady).Select(pair => (pair.Key, pair.Value.Epoch))];
        }
    }

    /// <summary>Books a batch of the partition into the graph.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="epoch">The assignment it was read under; one that is over is not booked.</param>
    /// <param name="nextOffset">Where the partition goes on behind the batch.</param>
    public void Enter(int partition, long epoch, long nextOffset)
    {
        lock (_lock)
        {
            if (_owned.TryGetValue(partition, out var entry) && entry.Epoch == epoch)
            {
                entry.Position = nextOffset;
                entry.BatchesInFlight++;
            }
        }
    }

    /// <summary>Books a batch without records into the graph: it moves no position.</summary>
    public void Enter(int partition, long epoch)
    {
        lock (_lock)
        {
            if (_owned.TryGetValue(partition, out var entry) && entry.Epoch == epoch)
            {
                entry.BatchesInFlight++;
            }
        }
    }

    /// <summary>Books a batch out of the graph. One of an older epoch has no entry any more.</summary>
    public void Leave(int partition, long epoch)
    {
        lock (_lock)
        {
            if (_owned.TryGetValue(partition, out var entry) && entry.Epoch == epoch)
            {
                entry.BatchesInFlight--;
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Notes what the group has committed.</summary>
    public void SetCommitted(int partition, long epoch, long offset)
    {
        lock (_lock)
        {
            if (_owned.TryGetValue(partition, out var entry) && entry.Epoch == epoch)
            {
                entry.Committed = Math.Max(-1, offset);
                if (entry.Position < 0)
                {
                    entry.Position = entry.Committed;
                }
            }
        }
    }

    /// <summary>Waits, in real time, until nothing of the partitions is in the graph.</summary>
    /// <returns>False when the time was over first.</returns>
    public bool WaitUntilDrained(IReadOnlyCollection<int> partitions, TimeSpan timeout)
    {
        var end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_lock)
        {
            while (partitions.Any(p => _owned.TryGetValue(p, out var entry) && entry.BatchesInFlight > 0))
            {
                var left = end - Environment.TickCount64;
                if (left <= 0)
                {
                    return false;
                }

                Monitor.Wait(_lock, (int)left);
            }

            return true;
        }
    }

    /// <summary>All owned partitions by number.</summary>
    public IReadOnlyList<OwnedPartition> Read()
    {
        lock (_lock)
        {
            return [.. _owned.Select(pair => new OwnedPartition(pair.Key, pair.Value.Epoch, pair.Value.Position, pair.Value.Committed, !pair.Value.IsReady))];
        }
    }

    private void CountRecovering() => Volatile.Write(ref _recovering, _owned.Values.Count(entry => !entry.IsReady));

    private sealed class Entry
    {
        public required long Epoch { get; init; }

        public bool IsReady { get; set; }

        public long SpeakFrom { get; set; }

        public long Position { get; set; } = -1;

        public long Committed { get; set; } = -1;

        public int BatchesInFlight { get; set; }
    }
}

/// <summary>One partition of the table.</summary>
/// <param name="Partition">Number.</param>
/// <param name="Epoch">Its assignment.</param>
/// <param name="Position">Next offset to read; −1 before it is known.</param>
/// <param name="Committed">Offset the group has committed; −1 when none is known.</param>
/// <param name="IsRecovering">Whether it waits for its recovery.</param>
public readonly record struct OwnedPartition(int Partition, long Epoch, long Position, long Committed, bool IsRecovering = false);
