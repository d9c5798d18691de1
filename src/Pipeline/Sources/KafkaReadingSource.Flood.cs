using Confluent.Kafka;

namespace GridFlow.Sources;

/// <content>Partitions that yield little but dead letters are paused, and read again later.</content>
internal sealed partial class KafkaReadingSource
{
    // Ready partitions that are paused on the guard's word, and have to be resumed on it.
    private readonly HashSet<int> _flooded = [];
    private int _floodChangesSeen;

    /// <summary>Does what the guard says. To be called when all that was polled has been handed over: a position is then where a partition goes on.</summary>
    private void FollowFloods()
    {
        _floods.Step();
        var changes = _floods.Changes;
        if (changes == _floodChangesSeen)
        {
            return;
        }

        var paused = _floods.Paused;
        var all = true;
        foreach (var partition in paused.Where(p => _partitions.EpochOf(p) is not null && !_flooded.Contains(p)))
        {
            all &= TryPauseFlooded(partition);
        }

        foreach (var partition in _flooded.Except(paused).ToList())
        {
            all &= TryResumeFlooded(partition);
        }

        _floods.Show(partition => _partitions.EpochOf(partition) is not null);
        if (all)
        {
            _floodChangesSeen = changes;
        }
    }

    /// <summary>The partitions that are ours have changed: what is paused of them has to be told, and paused, again.</summary>
    private void ForgetFloods(IEnumerable<int> gone)
    {
        _flooded.ExceptWith(gone);
        _floodChangesSeen = -1;
    }

    private bool TryPauseFlooded(int partition)
    {
        try
        {
            _consumer.Pause([new TopicPartition(_options.ReadingsTopic, partition)]);
            _flooded.Add(partition);
            return true;
        }
        catch (KafkaException e)
        {
            LogClient(_logger, SyslogLevel.Notice, $"{_options.ReadingsTopic} [{partition}] cannot be paused yet: {e.Error.Reason}");
            return false;
        }
    }

    private bool TryResumeFlooded(int partition)
    {
        // One that is not ready is resumed when its recovery ends.
        if (_partitions.ReadyPosition(partition) is { } position)
        {
            var at = new TopicPartitionOffset(_options.ReadingsTopic, partition, position);
            try
            {
                // The client has its own idea of where a paused partition goes on, and a rebalance or a recovery under the pause may have changed it.
                _consumer.Seek(at);
                _consumer.Resume([at.TopicPartition]);
            }
            catch (KafkaException e)
            {
                LogClient(_logger, SyslogLevel.Notice, $"{at} cannot be read again yet: {e.Error.Reason}");
                return false;
            }
        }

        _flooded.Remove(partition);
        return true;
    }
}
