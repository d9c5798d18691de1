using Confluent.Kafka;
using GridFlow.Sources.Native;

namespace GridFlow.Sources;

/// <content>Commits with a note, for those to whom a commit of a partition that has moved away would do harm.</content>
internal sealed partial class KafkaReadingSource : INotedCommitter
{
    private readonly Lock _ownershipLock = new();

    /// <inheritdoc/>
    public bool? TryCommit(PartitionPosition position, string note)
    {
        lock (_clientLock)
        {
            // A partition is given up under this lock, and the group moves on only after that: so the generation that the commit names is one in which it was ours.
            lock (_ownershipLock)
            {
                if (_disposed || _partitions.EpochOf(position.Partition) != position.Epoch)
                {
                    return null;
                }

                try
                {
                    NativeOffsets.Commit(_consumer, _options.ReadingsTopic, position.Partition, position.NextOffset, note);
                    _conditions.Clear(_commitSubject);
                    return true;
                }
                catch (KafkaException e) when (!e.Error.IsFatal)
                {
                    _conditions.Raise(_commitSubject, $"positions could not be committed, trying again: {e.Error.Reason}");
                    return false;
                }
            }
        }
    }

    /// <inheritdoc/>
    public bool IsCurrent(int partition, long epoch) => _partitions.EpochOf(partition) == epoch;

    /// <inheritdoc/>
    public void Restart(int partition, long epoch)
    {
        lock (_ownershipLock)
        {
            if (IsCurrent(partition, epoch))
            {
                _partitions.Assign(partition);
            }
        }
    }
}
