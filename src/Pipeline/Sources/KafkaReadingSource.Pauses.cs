using Confluent.Kafka;

namespace GridFlow.Sources;

/// <content>Partitions that must not be read: those that yield little but dead letters, and those that somebody has paused. They stay ours, and are read again later.</content>
internal sealed partial class KafkaReadingSource
{
    // Ready partitions that are paused for one of these reasons, and have to be resumed when it has gone.
    private readonly HashSet<int> _stopped = [];
    private int _floodChangesSeen;
    private bool _stopsStale;

    private bool MustStop(int partition) => _floods.IsPaused(partition) || _inForce?.IsPartitionPaused(partition) == true;

    /// <summary>Pauses and resumes. To be called when all that was polled has been handed over: a position is then where a partition goes on.</summary>
    private void FollowPauses()
    {
        _floods.Step();
        var changes = _floods.Changes;
        if (changes == _floodChangesSeen && !_stopsStale)
        {
            return;
        }

        var all = true;
        foreach (var owned in _partitions.Read())
        {
            var mustStop = MustStop(owned.Partition);
            if (mustStop != _stopped.Contains(owned.Partition))
            {
                all &= mustStop ? TryStop(owned.Partition) : TryGoOn(owned.Partition);
            }
        }

        _floods.Show(partition => _partitions.EpochOf(partition) is not null);
        if (all)
        {
            (_floodChangesSeen, _stopsStale) = (changes, false);
        }
    }

    /// <summary>The partitions that are ours have changed: what is paused of them has to be told, and paused, again.</summary>
    private void ForgetStops(IEnumerable<int> gone)
    {
        _stopped.ExceptWith(gone);
        _stopsStale = true;
    }

    private bool TryStop(int partition)
    {
        try
        {
            _consumer.Pause([new TopicPartition(_options.ReadingsTopic, partition)]);
            _stopped.Add(partition);
            return true;
        }
        catch (KafkaException e)
        {
            LogClient(_logger, SyslogLevel.Notice, $"{_options.ReadingsTopic} [{partition}] cannot be paused yet: {e.Error.Reason}");
            return false;
        }
    }

    private bool TryGoOn(int partition)
    {
        // One that is not ready is resumed when its recovery ends.
        if (_partitions.ReadyPosition(partition) is { } position)
        {
            var at = new TopicPartitionOffset(_options.ReadingsTopic, partition, position);
            try
            {
                // The client has its own idea of where a paused partition goes on, and a rebalance or a recovery under the pause may have changed it.
                _consumer.Seek(at);
                if (!_held)
                {
                    _consumer.Resume([at.TopicPartition]);
                }
            }
            catch (KafkaException e)
            {
                LogClient(_logger, SyslogLevel.Notice, $"{at} cannot be read again yet: {e.Error.Reason}");
                return false;
            }
        }

        _stopped.Remove(partition);
        return true;
    }
}
