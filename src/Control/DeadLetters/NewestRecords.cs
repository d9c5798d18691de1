using GridFlow.Control.Topics;

namespace GridFlow.Control.DeadLetters;

/// <summary>Finds the newest records that fit without reading a long queue from its beginning: piece by piece from the end, until nothing older can matter.</summary>
/// <remarks>A piece is longer than the one behind it, so that a rare record costs no more than twice the reading of what it stands in.</remarks>
internal sealed class NewestRecords(int limit, Func<DeadLetterRecord, bool> fits)
{
    private const long FirstPiece = 200;

    private readonly PriorityQueue<DeadLetterRecord, (DateTimeOffset, long)> _newest = new();

    /// <summary>Offsets that were looked at, piece by piece.</summary>
    public long Done { get; private set; }

    /// <summary>Records it has found so far.</summary>
    public int Found => _newest.Count;

    /// <summary>Finds them, newest first.</summary>
    /// <param name="ranges">Where to look.</param>
    /// <param name="read">Reads ranges.</param>
    /// <param name="step">Told after each record.</param>
    public IReadOnlyList<DeadLetterRecord> Find(IReadOnlyList<TopicRange> ranges, Func<IReadOnlyList<TopicRange>, IEnumerable<DeadLetterRecord>> read, Action step)
    {
        var left = ranges.Where(range => range.Length > 0).ToDictionary(range => range.Partition);
        for (var length = Math.Max(FirstPiece, 2L * limit); left.Count > 0; length *= 2)
        {
            var pieces = left.Values.Select(range => range with { Begin = Math.Max(range.Begin, range.End - length) }).ToList();
            var oldest = new Dictionary<int, DateTimeOffset>();
            foreach (var record in read(pieces))
            {
                oldest.TryAdd(record.Partition, TimeOf(record));
                Take(record);
                step();
            }

            foreach (var piece in pieces)
            {
                Done += piece.Length;
                left[piece.Partition] = left[piece.Partition] with { End = piece.Begin };
                // Times rise with offsets but for the clocks of different instances: what stands before a record that is too old is older still.
                var isEnough = _newest.Count == limit && oldest.TryGetValue(piece.Partition, out var first) && first <= TimeOf(_newest.Peek());
                if (left[piece.Partition].Length == 0 || isEnough)
                {
                    left.Remove(piece.Partition);
                }
            }
        }

        var found = new List<DeadLetterRecord>();
        while (_newest.TryDequeue(out var record, out _))
        {
            found.Add(record);
        }

        found.Reverse();
        return found;
    }

    private void Take(DeadLetterRecord record)
    {
        if (!fits(record))
        {
            return;
        }

        _newest.Enqueue(record, (TimeOf(record), record.Offset));
        if (_newest.Count > limit)
        {
            _newest.Dequeue();
        }
    }

    private static DateTimeOffset TimeOf(DeadLetterRecord record) => record.Timestamp ?? DateTimeOffset.MinValue;
}
