using GridFlow.Control.Topics;

namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>Records that go back in one transaction, and how far the queue has been seen with them.</summary>
internal sealed class ReplayBatch
{
    private const long MostBytes = 4_000_000;
    private const int MostSeen = 20_000;

    private readonly Dictionary<int, long> _positions = [];
    private long _bytes;
    private int _seen;

    /// <summary>Records to send.</summary>
    public List<DeadLetterRecord> Records { get; } = [];

    /// <summary>Behind the last record seen, by partition.</summary>
    public IReadOnlyDictionary<int, long> Positions => _positions;

    /// <summary>Notes a record that has been looked at, sent or not.</summary>
    public void See(DeadLetterRecord record)
    {
        _positions[record.Partition] = record.Offset + 1;
        _seen++;
    }

    /// <summary>Notes that a partition has been seen to there.</summary>
    public void See(TopicRange range) => _positions[range.Partition] = range.End;

    /// <summary>Adds a record that goes back.</summary>
    public void Add(DeadLetterRecord record)
    {
        Records.Add(record);
        _bytes += (record.Value?.Length ?? 0) + (record.Key?.Length ?? 0);
    }

    /// <summary>Whether it should be sent now.</summary>
    public bool IsFull(int mostRecords) => Records.Count >= mostRecords || _bytes >= MostBytes || _seen >= MostSeen;
}
