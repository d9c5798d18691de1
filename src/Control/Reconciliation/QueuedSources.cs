using GridFlow.Control.DeadLetters;

namespace GridFlow.Control.Reconciliation;

/// <summary>Which records are dead letters, by where they came from. A record that is in the queue twice counts once.</summary>
internal sealed class QueuedSources
{
    private static readonly OffsetBag None = new();
    private readonly Dictionary<(string Topic, int Partition), OffsetBag> _bags = [];

    /// <summary>Adds one; a record that another program wrote has no source.</summary>
    public void Add(DeadLetterRecord record)
    {
        if (record is not { SourceTopic: { } topic, SourcePartition: { } partition, SourceOffset: { } offset })
        {
            return;
        }

        if (!_bags.TryGetValue((topic, partition), out var bag))
        {
            _bags[(topic, partition)] = bag = new OffsetBag();
        }

        bag.Add(offset);
    }

    /// <summary>Those of one partition.</summary>
    public OffsetBag Of(string topic, int partition) => _bags.GetValueOrDefault((topic, partition), None);
}
