namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>A run from one place in the topic to another: says which steps belong to it, and when it is done.</summary>
/// <remarks>
/// The last offset in front of the target may be one that no reader sees: the mark of a transaction, or an aborted record. So a partition is also done when its end,
/// or a record behind the target, has been met.
/// </remarks>
internal sealed class RangeRun
{
    private readonly TopicPositions _until;
    private readonly HashSet<int> _open = [];

    public RangeRun(TopicPositions from, TopicPositions until)
    {
        Positions = from.Grown(until.Count);
        _until = until;
        for (var partition = 0; partition < until.Count; partition++)
        {
            if (Positions[partition] < until[partition])
            {
                _open.Add(partition);
            }
        }
    }

    /// <summary>How far it has come.</summary>
    public TopicPositions Positions { get; private set; }

    public bool IsDone => _open.Count == 0;

    /// <summary>Where a reader goes on for it.</summary>
    public IReadOnlyCollection<(int Partition, long Offset)> Places => [.. _open.Select(partition => (partition, Positions[partition]))];

    /// <summary>Takes note of a step.</summary>
    /// <returns>Whether it is a record of this run.</returns>
    public bool Take(in TopicStep step)
    {
        if (!_open.Contains(step.Partition) || step.Next <= Positions[step.Partition])
        {
            return false;
        }

        var target = _until[step.Partition];
        var isWithin = step.Next <= target;
        Positions = Positions.With(step.Partition, Math.Min(step.Next, target));
        if (step.Next >= target)
        {
            _open.Remove(step.Partition);
        }

        return isWithin && step.IsRecord;
    }

    /// <summary>Leaves out what is no longer there.</summary>
    /// <returns>Whether anything was.</returns>
    public bool SkipTo(TopicPositions begin)
    {
        var before = Positions;
        foreach (var partition in _open.Where(partition => begin[partition] > Positions[partition]).ToList())
        {
            Positions = Positions.With(partition, Math.Min(begin[partition], _until[partition]));
            if (Positions[partition] == _until[partition])
            {
                _open.Remove(partition);
            }
        }

        return !ReferenceEquals(before, Positions);
    }
}
