namespace GridFlow.Sources.Anomalies;

/// <summary>One assignment of a partition of the anomalies topic. A new assignment, or a jump to another place, makes a new one: what was read before is not committed any more.</summary>
internal sealed class AnomalyPartition(int partition)
{
    private long _position = -1;
    private long _queued = -1;
    private long _done = -1;
    private long _end = -1;

    public int Partition => partition;

    /// <summary>Offset the group has committed, as far as this instance knows; −1 when it knows none. For the poll thread.</summary>
    public long Committed { get; set; } = -1;

    /// <summary>Next offset to read; −1 as long as nothing has been read.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Whether all that was read is done.</summary>
    public bool IsDrained => Volatile.Read(ref _done) >= _queued;

    /// <summary>Up to where all is written, or a dead letter; −1 when nothing is. The marks of transactions behind the last record are done with it.</summary>
    public long Committable => IsDrained ? Position : Volatile.Read(ref _done);

    /// <summary>Offsets between the position and the last stable offset; 0 when one of them is not known.</summary>
    public long Behind => Position < 0 ? 0 : Math.Max(0, Volatile.Read(ref _end) - Position);

    /// <summary>Says where reading begins.</summary>
    public void StartAt(long offset) => Volatile.Write(ref _position, offset);

    /// <summary>Notes a record that has been read.</summary>
    public void Read(long offset)
    {
        _queued = offset + 1;
        Volatile.Write(ref _position, offset + 1);
    }

    /// <summary>Notes that nothing more stands in front of this offset.</summary>
    public void AtEnd(long offset)
    {
        Volatile.Write(ref _position, offset);
        Volatile.Write(ref _end, Math.Max(_end, offset));
    }

    /// <summary>Notes the last stable offset.</summary>
    public void EndIs(long offset) => Volatile.Write(ref _end, offset);

    /// <summary>Notes that all in front of this offset is written, or a dead letter.</summary>
    public void Done(long nextOffset) => Volatile.Write(ref _done, nextOffset);
}
