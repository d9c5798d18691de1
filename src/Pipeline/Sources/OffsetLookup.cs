using Confluent.Kafka;

namespace GridFlow.Sources;

/// <summary>Asks Kafka about offsets, by a client of its own that is no member of the group. Its calls block; any thread, one at a time.</summary>
internal sealed class OffsetLookup(KafkaOptions options) : IOffsetLookup, IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Lazy<IConsumer<Ignore, Ignore>> _consumer = new(() => new ConsumerBuilder<Ignore, Ignore>(KafkaClientConfig.Consumer(options, "gridflow-offsets"))
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build());

    /// <inheritdoc/>
    public long? Committed(int partition)
    {
        lock (_lock)
        {
            var offset = _consumer.Value.Committed([Of(partition)], CallTimeout)[0].Offset;
            return offset.Value >= 0 ? offset.Value : null;
        }
    }

    /// <inheritdoc/>
    public (long Low, long High) Watermarks(int partition)
    {
        lock (_lock)
        {
            var marks = _consumer.Value.QueryWatermarkOffsets(Of(partition), CallTimeout);
            return (marks.Low.Value, marks.High.Value);
        }
    }

    /// <inheritdoc/>
    public long? AtTime(int partition, long timestampMs)
    {
        lock (_lock)
        {
            var found = _consumer.Value.OffsetsForTimes([new TopicPartitionTimestamp(Of(partition), new Timestamp(timestampMs, TimestampType.CreateTime))], CallTimeout)[0].Offset;
            return found.Value >= 0 ? found.Value : null;
        }
    }

    /// <inheritdoc/>
    public long? TimestampBefore(int partition, long offset, long low)
    {
        lock (_lock)
        {
            // In front of it may stand the marks of transactions, which no reader sees: so ever further back.
            for (var back = 1L; ; back *= 4)
            {
                var from = Math.Max(low, offset - back);
                if (LastBefore(partition, from, offset) is { } timestamp)
                {
                    return timestamp;
                }

                if (from == low)
                {
                    return null;
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_consumer.IsValueCreated)
            {
                _consumer.Value.Dispose();
            }
        }
    }

    private long? LastBefore(int partition, long from, long end)
    {
        long? last = null;
        var consumer = _consumer.Value;
        consumer.Assign(new TopicPartitionOffset(Of(partition), from));
        try
        {
            while (consumer.Consume(CallTimeout) is { } record && record.Offset.Value < end)
            {
                last = record.Message.Timestamp.UnixTimestampMs;
                if (record.Offset.Value == end - 1)
                {
                    break;
                }
            }
        }
        finally
        {
            consumer.Unassign();
        }

        return last;
    }

    private TopicPartition Of(int partition) => new(options.ReadingsTopic, partition);
}
