using GridFlow.V1;

namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>A place in a topic: the next offset to read of every partition. Immutable.</summary>
internal sealed class TopicPositions
{
    private readonly long[] _next;

    /// <param name="next">Next offset, by partition.</param>
    public TopicPositions(ReadOnlySpan<long> next) => _next = next.ToArray();

    private TopicPositions(long[] owned) => _next = owned;

    /// <summary>Partitions.</summary>
    public int Count => _next.Length;

    /// <summary>Next offset of a partition; one that did not exist at that time is wanted from its beginning.</summary>
    public long this[int partition] => partition < _next.Length ? _next[partition] : 0;

    public TopicPositions With(int partition, long next)
    {
        var copy = (long[])_next.Clone();
        copy[partition] = next;
        return new TopicPositions(copy);
    }

    /// <summary>The same with partitions that have come since.</summary>
    public TopicPositions Grown(int partitions)
    {
        if (partitions <= _next.Length)
        {
            return this;
        }

        var copy = new long[partitions];
        _next.CopyTo(copy, 0);
        return new TopicPositions(copy);
    }

    /// <summary>Whether it is nowhere in front of another place.</summary>
    public bool Covers(TopicPositions other)
    {
        for (var partition = 0; partition < Math.Max(_next.Length, other._next.Length); partition++)
        {
            if (this[partition] < other[partition])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Offsets between here and a place behind, over all partitions.</summary>
    public long DistanceTo(TopicPositions behind)
    {
        var distance = 0L;
        for (var partition = 0; partition < behind.Count; partition++)
        {
            distance += Math.Max(0, behind[partition] - this[partition]);
        }

        return distance;
    }

    /// <summary>What lies between here and a place behind, of every partition in which something does.</summary>
    public IEnumerable<OffsetRange> RangesTo(TopicPositions behind)
    {
        for (var partition = 0; partition < behind.Count; partition++)
        {
            if (behind[partition] > this[partition])
            {
                yield return new OffsetRange { Partition = partition, FromOffset = this[partition], UntilOffset = behind[partition] };
            }
        }
    }

    public override string ToString() => string.Join(' ', _next);
}
