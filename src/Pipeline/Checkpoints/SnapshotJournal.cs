namespace GridFlow.Checkpoints;

/// <summary>The book that metrics and status read: what became of every snapshot. Any thread.</summary>
internal sealed class SnapshotJournal
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, PartitionSnapshot> _partitions = [];
    private PartitionSnapshot? _last;
    private long _stored;
    private long _failed;
    private long _abandoned;
    private string? _failure;

    /// <summary>Called with every snapshot that has become durable.</summary>
    public Action<PartitionSnapshot>? OnStored { get; set; }

    /// <summary>What is in the book.</summary>
    public SnapshotStatistics Read()
    {
        lock (_lock)
        {
            return new SnapshotStatistics([.. _partitions.Values], _last, _stored, _failed, _abandoned, _failure);
        }
    }

    /// <summary>Enters one that is durable.</summary>
    public void Store(PartitionSnapshot snapshot)
    {
        lock (_lock)
        {
            _stored++;
            _failure = null;
            _last = _partitions[snapshot.Partition] = snapshot;
        }

        OnStored?.Invoke(snapshot);
    }

    /// <summary>Enters one that could not be stored.</summary>
    public void Fail(string why)
    {
        lock (_lock)
        {
            _failed++;
            _failure = why;
        }
    }

    /// <summary>Enters one that was given up.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _abandoned++;
        }
    }
}
