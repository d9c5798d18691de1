namespace GridFlow.Checkpoints;

/// <summary>How far a partition has come since its last snapshot.</summary>
/// <remarks>The lane's thread owns it; only how a snapshot ended comes from another thread.</remarks>
internal sealed class SnapshotProgress(int partition, long epoch, long now)
{
    private long _storedOffset = -1;
    private long _endedAt = long.MinValue;

    /// <summary>Partition.</summary>
    public int Partition => partition;

    /// <summary>Its assignment.</summary>
    public long Epoch => epoch;

    /// <summary>The state is that of all records in front of this offset; −1 when there was none yet.</summary>
    public long Offset { get; private set; } = -1;

    /// <summary>Records since the last snapshot was begun, the replayed ones left out.</summary>
    public long Readings { get; private set; }

    /// <summary>Timestamp of the last barrier; before the first, of when the partition came.</summary>
    public long BegunAt { get; private set; } = now;

    /// <summary>Timestamp at which the last snapshot was stored or failed; the least of all numbers before the first.</summary>
    public long EndedAt => Volatile.Read(ref _endedAt);

    /// <summary>Offset of the last one that this process stored; −1 when there is none.</summary>
    public long StoredOffset => Volatile.Read(ref _storedOffset);

    /// <summary>Whether the store has, from this process, just this state.</summary>
    public bool IsStored => StoredOffset == Offset;

    /// <summary>Notes a scored batch.</summary>
    public void Advance(long nextOffset, int records, bool isReplay)
    {
        Offset = nextOffset;
        Readings += isReplay ? 0 : records;
    }

    /// <summary>Notes the barrier.</summary>
    public void Begin(long timestamp)
    {
        BegunAt = timestamp;
        Readings = 0;
    }

    /// <summary>Notes the end. Any thread.</summary>
    public void End(long timestamp, long? storedOffset)
    {
        if (storedOffset is { } offset)
        {
            Volatile.Write(ref _storedOffset, offset);
        }

        Volatile.Write(ref _endedAt, timestamp);
    }
}
