using Confluent.Kafka;
using GridFlow.Control.Startup;
using GridFlow.Sources;

namespace GridFlow.Control.Topics;

/// <summary>Reads a topic from outside: no group is joined, and only what was committed when it began is seen.</summary>
internal sealed class TopicReader : IDisposable
{
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    private readonly KafkaOptions _options;
    private readonly TopicName _topic;
    private readonly TimeSpan _patience;
    private readonly ReadProgress _progress;
    private readonly TimeProvider _time;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private string _lastError = "";

    /// <param name="options">Brokers and client properties.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="group">Group whose positions may be asked for and committed.</param>
    /// <param name="patience">How long a silent Kafka is waited for.</param>
    /// <param name="progress">Told what is read and what is waited for.</param>
    /// <param name="time">The clock.</param>
    public TopicReader(KafkaOptions options, TopicName topic, string group, TimeSpan patience, ReadProgress progress, TimeProvider time)
    {
        _options = options;
        _topic = topic;
        _patience = patience;
        _progress = progress;
        _time = time;
        var config = KafkaClientConfig.Consumer(options, topic.ClientId);
        config.GroupId = group;
        // Of the pipeline's own members; nobody joins here.
        config.GroupInstanceId = null;
        config.EnablePartitionEof = true;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) => _lastError = error.Reason)
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>The topic.</summary>
    public string Topic => _topic.Name;

    /// <summary>The group's identity, for a transaction that commits positions in this topic.</summary>
    public IConsumerGroupMetadata Group => _consumer.ConsumerGroupMetadata;

    /// <summary>Number of partitions of every topic.</summary>
    /// <exception cref="StartupFailedException">Kafka does not answer, or has no such topic.</exception>
    public IReadOnlyDictionary<string, int> Topics()
    {
        // The whole list: asking for one topic may create it.
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var topics = Ask(() => admin.GetMetadata(FirstAnswer)).Topics.Where(topic => !topic.Error.IsError).ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);
        return topics.ContainsKey(Topic) ? topics : throw new StartupFailedException(
            $"Kafka at {_options.BootstrapServers} has no topic {Topic} (or does not show it to this user).\n{SettingAdvice.For(_topic.Setting)}");
    }

    /// <summary>What there is of each partition now, from a moment on.</summary>
    /// <param name="since">First moment; the oldest record when null.</param>
    /// <param name="until">First moment that counts no longer; the end when null.</param>
    public IReadOnlyList<TopicRange> Ranges(DateTimeOffset? since, DateTimeOffset? until = null)
    {
        var partitions = Enumerable.Range(0, Topics()[Topic]).Select(n => new TopicPartition(Topic, n)).ToList();
        var (begins, ends) = (At(partitions, since), At(partitions, until));
        return [.. partitions.Select(partition =>
        {
            var marks = Ask(() => _consumer.QueryWatermarkOffsets(partition, FirstAnswer));
            var (low, high) = (marks.Low.Value, marks.High.Value);
            var begin = begins.TryGetValue(partition.Partition.Value, out var from) ? Place(from, low, high) : low;
            var end = ends.TryGetValue(partition.Partition.Value, out var to) ? Place(to, low, high) : high;
            return new TopicRange(partition.Partition.Value, begin, Math.Max(begin, end));
        })];
    }

    /// <summary>What the group has committed, by partition.</summary>
    public IReadOnlyDictionary<int, long> Committed(IEnumerable<int> partitions) =>
        Ask(() => _consumer.Committed(partitions.Select(n => new TopicPartition(Topic, n)), FirstAnswer)).Where(p => p.Offset.Value >= 0).ToDictionary(p => p.Partition.Value, p => p.Offset.Value);

    /// <summary>Reads ranges; records of a partition come in their order.</summary>
    /// <exception cref="StartupFailedException">Kafka was silent for too long.</exception>
    public IEnumerable<ConsumeResult<byte[]?, byte[]?>> Read(IReadOnlyList<TopicRange> ranges, CancellationToken stop)
    {
        var open = ranges.Where(range => range.Length > 0).ToDictionary(range => range.Partition, range => range.End);
        if (open.Count == 0)
        {
            yield break;
        }

        _consumer.Assign(ranges.Where(range => range.Length > 0).Select(range => new TopicPartitionOffset(Topic, range.Partition, range.Begin)));
        try
        {
            var heard = _time.GetTimestamp();
            while (open.Count > 0)
            {
                stop.ThrowIfCancellationRequested();
                if (Next() is not { } result)
                {
                    WaitLonger(heard);
                    continue;
                }

                heard = _time.GetTimestamp();
                var partition = result.Partition.Value;
                if (!open.TryGetValue(partition, out var end))
                {
                    continue;
                }

                // The last offset may be the mark of a transaction, which no reader sees: then the end of the partition, or a record behind, says so.
                var isBehind = result.Offset.Value >= end;
                if (result.IsPartitionEOF && !isBehind)
                {
                    // A new leader may not know yet how far its partition goes.
                    continue;
                }

                if (isBehind || result.Offset.Value == end - 1)
                {
                    open.Remove(partition);
                    _consumer.Pause([result.TopicPartition]);
                }

                if (!isBehind)
                {
                    yield return result;
                    // Whoever reads may have taken its time; Kafka was not asked meanwhile.
                    heard = _time.GetTimestamp();
                }
            }
        }
        finally
        {
            _consumer.Unassign();
        }
    }

    public void Dispose() => _consumer.Dispose();

    // The end stands for "nothing that late".
    private static long Place(Offset at, long low, long high) => at.Value < 0 ? high : Math.Clamp(at.Value, low, high);

    private Dictionary<int, Offset> At(List<TopicPartition> partitions, DateTimeOffset? moment) => moment is { } time
        ? Ask(() => _consumer.OffsetsForTimes(partitions.Select(p => new TopicPartitionTimestamp(p, new Timestamp(time))), FirstAnswer)).ToDictionary(p => p.Partition.Value, p => p.Offset)
        : [];

    private ConsumeResult<byte[]?, byte[]?>? Next()
    {
        try
        {
            return _consumer.Consume(PollWait);
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            throw new StartupFailedException($"{Topic} [{e.ConsumerRecord?.Partition.Value}] has dropped records while they were read (retention); run the command again.", e);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is not (ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed))
        {
            _lastError = e.Error.Reason;
            return null;
        }
        catch (KafkaException e)
        {
            throw Unanswered(e.Error.Reason, e);
        }
    }

    private void WaitLonger(long heard)
    {
        var silence = _time.GetElapsedTime(heard);
        if (silence > _patience)
        {
            throw Unanswered(_lastError, null);
        }

        _progress.Waiting(silence, $"Kafka at {_options.BootstrapServers} is silent{(_lastError.Length > 0 ? $" ({_lastError})" : "")}");
    }

    private T Ask<T>(Func<T> question)
    {
        try
        {
            return question();
        }
        catch (KafkaException e)
        {
            throw Unanswered(_lastError.Length > 0 ? _lastError : e.Error.Reason, e);
        }
    }

    private StartupFailedException Unanswered(string reason, Exception? inner) =>
        new($"Kafka at {_options.BootstrapServers} does not answer: {reason}\n{SettingAdvice.For("Kafka:BootstrapServers")}", inner);
}
