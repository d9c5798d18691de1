using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace GridFlow.Sources;

/// <content>What happens on the poll thread when the group moves partitions, and when the client reports an error. Nothing here may throw: an exception destroys a message.</content>
internal sealed partial class KafkaReadingSource
{
    private List<TopicPartitionOffset> OnAssigned(List<TopicPartition> assigned)
    {
        if (assigned.Count > 0)
        {
            _joined = true;
            _conditions.Clear(_groupSubject);
        }

        foreach (var partition in assigned)
        {
            _givenUp.Remove(partition.Partition);
            _outOfRange.Remove(partition.Partition);
            var epoch = _partitions.Assign(partition.Partition);
            LogAssigned(_logger, _options.GroupId, partition.Topic, partition.Partition, epoch);
        }

        // A rebalance forgets pauses, also those of partitions that stay. What comes before the recovery has said where to begin is not taken.
        _pausesStale = true;
        ForgetStops([]);
        return Ends(assigned);
    }

    /// <summary>Somewhere to stand until the recovery knows the place: the end, as a number.</summary>
    /// <remarks>
    /// Never <see cref="Offset.End"/> itself: the client would look it up, and when the seek comes in between, it looks it up once more and jumps there, past
    /// everything that was to be read (rd_kafka_toppar_handle_Offset of librdkafka on an outdated answer). A broker killed at that moment cost 49 anomalies so.
    /// </remarks>
    private List<TopicPartitionOffset> Ends(List<TopicPartition> partitions)
    {
        var ends = new List<TopicPartitionOffset>();
        var known = true;
        foreach (var partition in partitions)
        {
            ComeRound();
            var end = 0L;
            try
            {
                end = known ? _consumer.QueryWatermarkOffsets(partition, WatermarkTimeout).High.Value : 0;
            }
            catch (KafkaException)
            {
                // Its broker is away; the others' may be too, and a rebalance must not wait for each of them.
                known = false;
            }

            ends.Add(new TopicPartitionOffset(partition, end));
        }

        return ends;
    }

    private void OnRevoked(List<TopicPartitionOffset> revoked)
    {
        var partitions = revoked.Select(p => p.Partition.Value).ToList();
        _pausesStale = true;
        if (!_closing && partitions.Count > 0)
        {
            HandOver(partitions);
        }

        Forget(partitions);
    }

    /// <summary>Lets what is in flight be committed or taken back, and the state be stored for the next owner.</summary>
    private void HandOver(List<int> partitions)
    {
        var began = _time.GetTimestamp();
        var drained = false;
        while (!drained && _time.GetElapsedTime(began) < RevokePatience)
        {
            // The group has moved on to a new generation, and a commit has to name it.
            NoteMembershipIfNeeded();
            ComeRound();
            drained = _partitions.WaitUntilDrained(partitions, RevokeSlice);
        }

        if (!drained)
        {
            LogNotDrained(_logger, string.Join(", ", partitions), RevokePatience.TotalSeconds);
            return;
        }

        try
        {
            // Without a snapshot the next owner replays a little more.
            if (!_beforeRelease(partitions).Wait(RevokePatience))
            {
                LogClient(_logger, SyslogLevel.Notice, $"no snapshot before the hand-over: the store has taken longer than {RevokePatience.TotalSeconds:F0} s");
            }
        }
        catch (AggregateException e)
        {
            LogClient(_logger, SyslogLevel.Notice, $"no snapshot before the hand-over: {e.InnerException?.Message}");
        }
    }

    private void OnLost(List<TopicPartitionOffset> lost)
    {
        _pausesStale = true;
        _membership = null;
        Forget([.. lost.Select(p => p.Partition.Value)]);
    }

    private void Forget(List<int> partitions)
    {
        // Not while one of them is being committed for somebody who has just seen that it is ours.
        lock (_ownershipLock)
        {
            partitions.ForEach(_partitions.Remove);
        }

        ForgetStops(partitions);

        if (partitions.Count > 0)
        {
            LogReleased(_logger, _options.GroupId, _options.ReadingsTopic, string.Join(", ", partitions));
        }
    }

    private void OnError(Error error)
    {
        if (error.IsFatal || error.Code == ErrorCode.Local_Fatal)
        {
            _fatal = error;
        }

        switch (error.Code)
        {
            case ErrorCode.NoError or ErrorCode.Local_PartitionEOF:
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic:
                _conditions.Raise(_subject, $"topic {_options.ReadingsTopic} does not exist (Kafka:ReadingsTopic; --create-topics makes it)");
                break;
            case ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut when _conditions.IsRaised(_subject):
                // The client says the same outage in ten ways, several times a second; the first is told and stands until it is over.
                break;
            default:
                _conditions.Raise(_subject, $"{error.Reason} (Kafka:BootstrapServers = {_options.BootstrapServers})");
                break;
        }
    }

    [LoggerMessage(200, LogLevel.Information, "{Group}: {Topic} [{Partition}] assigned, epoch {Epoch}")]
    private static partial void LogAssigned(ILogger logger, string group, string topic, int partition, long epoch);

    [LoggerMessage(201, LogLevel.Information, "{Group}: {Topic} [{Partitions}] released")]
    private static partial void LogReleased(ILogger logger, string group, string topic, string partitions);

    [LoggerMessage(202, LogLevel.Warning, "partitions {Partitions} were handed over with work in flight after {Seconds} s; their next owner repeats it")]
    private static partial void LogNotDrained(ILogger logger, string partitions, double seconds);

    [LoggerMessage(203, LogLevel.Debug, "Kafka client, {Level}: {Message}")]
    private static partial void LogClient(ILogger logger, SyslogLevel level, string message);
}
