using System.Collections.Concurrent;
using Confluent.Kafka;
using GridFlow.Sources.Native;

namespace GridFlow.Sources;

/// <summary>Asks Kafka about offsets, by clients of its own that are no members of the group: one for each question that is asked at the same time.</summary>
/// <remarks>
/// After an error the next question is asked by a new client: one that has cached that a partition has no leader goes on answering "unknown partition" long after it
/// has a new one.
/// </remarks>
internal sealed class OffsetLookup(KafkaOptions options) : IOffsetLookup, INotedOffsetLookup, IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    private readonly ConcurrentBag<IConsumer<Ignore, Ignore>> _free = [];
    private volatile bool _disposed;

    /// <inheritdoc/>
    public long? Committed(int partition)
    {
        var offset = Ask(consumer => consumer.Committed([Of(partition)], CallTimeout)[0].Offset);
        return offset.Value >= 0 ? offset.Value : null;
    }

    /// <inheritdoc/>
    public CommittedPosition? CommittedWithNote(int partition) => Ask(consumer => NativeOffsets.Committed(consumer, options.ReadingsTopic, partition, CallTimeout));

    /// <inheritdoc cref="IOffsetLookup.Watermarks"/>
    public (long Low, long High) Watermarks(int partition)
    {
        var marks = Ask(consumer => consumer.QueryWatermarkOffsets(Of(partition), CallTimeout));
        return (marks.Low.Value, marks.High.Value);
    }

    /// <inheritdoc/>
    public long? AtTime(int partition, long timestampMs)
    {
        var wanted = new TopicPartitionTimestamp(Of(partition), new Timestamp(timestampMs, TimestampType.CreateTime));
        var offset = Ask(consumer => consumer.OffsetsForTimes([wanted], CallTimeout)[0].Offset);
        return offset.Value >= 0 ? offset.Value : null;
    }

    /// <inheritdoc/>
    public long? TimestampBefore(int partition, long offset, long low)
    {
        // In front of it may stand the marks of transactions, which no reader sees: so ever further back.
        for (var back = 1L; ; back *= 4)
        {
            var from = Math.Max(low, offset - back);
            if (Ask(consumer => LastBefore(consumer, partition, from, offset)) is { } timestamp)
            {
                return timestamp;
            }

            if (from == low)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_free.TryTake(out var consumer))
        {
            consumer.Dispose();
        }
    }

    private T Ask<T>(Func<IConsumer<Ignore, Ignore>, T> question)
    {
        var consumer = _free.TryTake(out var free) ? free : Build();
        try
        {
            var answer = question(consumer);
            _free.Add(consumer);
            return answer;
        }
        catch (KafkaException)
        {
            consumer.Dispose();
            throw;
        }
        finally
        {
            if (_disposed)
            {
                Dispose();
            }
        }
    }

    private IConsumer<Ignore, Ignore> Build() => new ConsumerBuilder<Ignore, Ignore>(KafkaClientConfig.Consumer(options, "gridflow-offsets"))
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();

    private long? LastBefore(IConsumer<Ignore, Ignore> consumer, int partition, long from, long end)
    {
        long? last = null;
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
