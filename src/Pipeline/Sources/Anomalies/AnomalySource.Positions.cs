using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace GridFlow.Sources.Anomalies;

/// <content>Where reading begins, what the group does, and how far the topic's end is away.</content>
internal sealed partial class AnomalySource
{
    private const string GapSubject = "InfluxDB gap";
    private static readonly TimeSpan EndsInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);
    // Short: a stop waits for it.
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RevokePatience = TimeSpan.FromSeconds(1);

    private int _looking;

    // Handlers run inside of Consume, and an exception in one destroys a message: none of them throws.
    private List<TopicPartitionOffset> OnAssigned(List<TopicPartition> assigned)
    {
        // A rebalance forgets pauses, also those of partitions that stay.
        _pausesStale = true;
        var places = new List<TopicPartitionOffset>();
        try
        {
            foreach (var committed in assigned.Count == 0 ? [] : _consumer.Committed(assigned, AnswerTimeout))
            {
                places.Add(Place(committed.TopicPartition, committed.Offset));
            }

            _conditions.Clear(Subject);
        }
        catch (KafkaException e)
        {
            // The client goes on from what is committed; where there is nothing it says so, and all begins anew.
            _conditions.Raise(Subject, $"cannot look up where to read {_topic} for InfluxDB: {e.Error.Reason}");
            foreach (var partition in assigned.Skip(places.Count))
            {
                _owned[partition.Partition.Value] = new AnomalyPartition(partition.Partition.Value);
                places.Add(new TopicPartitionOffset(partition, Offset.Stored));
            }
        }

        return places;
    }

    /// <summary>Where to read from: what is committed, or the oldest record when that is gone or nothing is.</summary>
    private TopicPartitionOffset Place(TopicPartition place, Offset committed)
    {
        var (partition, expected) = (place.Partition.Value, committed.Value);
        var marks = _consumer.QueryWatermarkOffsets(place, AnswerTimeout);
        var start = expected >= marks.Low.Value && expected <= marks.High.Value ? expected : marks.Low.Value;
        if (expected < 0)
        {
            LogFirstStart(_logger, _topic, partition, start, _setup.GroupId);
        }
        else if (expected < start)
        {
            _ledger.CountLost(start - expected);
            LogGap(_logger, _topic, partition, expected, start - 1);
            _conditions.Raise(
                GapSubject,
                $"Kafka has dropped offsets {expected} to {start - 1} of {_topic} partition {partition} before they were written to InfluxDB; retention of {_topic} is shorter than the outage was");
        }
        else if (expected > start)
        {
            LogMadeAnew(_logger, _topic, partition, expected, marks.High.Value, start);
        }

        var owned = new AnomalyPartition(partition) { Committed = expected == start ? expected : -1 };
        owned.StartAt(start);
        _owned[partition] = owned;
        return new TopicPartitionOffset(place, start);
    }

    private void OnRevoked(List<TopicPartitionOffset> revoked)
    {
        var leaving = revoked.Select(p => _owned.GetValueOrDefault(p.Partition.Value)).OfType<AnomalyPartition>().ToList();
        if (leaving.Count > 0)
        {
            // A write under way mostly ends at once. What is not written then, the next owner reads and writes again.
            SpinWait.SpinUntil(_isReady, RevokePatience);
            _commits.CommitNow(leaving, RevokePatience);
        }

        OnLost(revoked);
    }

    /// <summary>What is in memory of these partitions is still written, which does no harm, and not committed.</summary>
    private void OnLost(List<TopicPartitionOffset> lost)
    {
        foreach (var partition in lost)
        {
            _owned.TryRemove(partition.Partition.Value, out _);
        }

        _pausesStale = true;
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _fatal = error;
        }
        else if (error.Code == ErrorCode.Local_AllBrokersDown && !_conditions.IsRaised(Subject))
        {
            _conditions.Raise(Subject, $"cannot read {_topic} for InfluxDB: {error.Reason} (Kafka:BootstrapServers)");
        }
    }

    private void OnConsumeError(ConsumeException e)
    {
        if (e.Error.IsFatal || e.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            // The position is gone, and the client cannot be moved from here: begun anew, the partition is placed where there is something.
            throw e;
        }
        else
        {
            _conditions.Raise(Subject, $"cannot read {_topic} for InfluxDB: {e.Error.Reason}; trying again");
        }
    }

    /// <summary>Asks how far the topic goes: while the sink holds, nothing is fetched, and the client would not know.</summary>
    private void LookAtEnds()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return;
        }

        try
        {
            foreach (var partition in _owned.Values)
            {
                lock (_clientLock)
                {
                    if (_disposed)
                    {
                        return;
                    }

                    // Under read_committed this is the last stable offset.
                    partition.EndIs(_consumer.QueryWatermarkOffsets(new TopicPartition(_topic, partition.Partition), LookTimeout).High.Value);
                }
            }

            if (!_owned.IsEmpty)
            {
                _conditions.Clear(Subject);
            }
        }
        catch (KafkaException)
        {
            // The brokers are away, which the client says itself.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    [LoggerMessage(3100, LogLevel.Information, "{Topic} partition {Partition}: group {Group} has committed nothing, InfluxDB gets everything from offset {Offset} on")]
    private static partial void LogFirstStart(ILogger logger, string topic, int partition, long offset, string group);

    [LoggerMessage(3101, LogLevel.Error, "{Topic} partition {Partition}: Kafka has dropped offsets {First} to {Last} before they were written to InfluxDB")]
    private static partial void LogGap(ILogger logger, string topic, int partition, long first, long last);

    [LoggerMessage(3102, LogLevel.Warning, "{Topic} partition {Partition}: offset {Expected} lies behind the end {End}: the topic was made anew or has lost records. InfluxDB gets everything from offset {Offset} on")]
    private static partial void LogMadeAnew(ILogger logger, string topic, int partition, long expected, long end, long offset);
}
