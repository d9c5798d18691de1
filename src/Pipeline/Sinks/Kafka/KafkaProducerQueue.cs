using System.Collections.Concurrent;
using Confluent.Kafka;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Kafka;

/// <summary>A producer whose full queue is back-pressure and whose failed deliveries are remembered. Used by one thread at a time.</summary>
internal sealed class KafkaProducerQueue : IDisposable
{
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly string _subject;
    private readonly ConditionBoard _conditions;
    private readonly Action<DeliveryReport<byte[]?, byte[]?>> _onReport;
    private readonly ConcurrentQueue<(string Topic, Message<byte[]?, byte[]?> Message)> _tooLarge = new();
    private DeliveryException? _failure;
    private TaskCompletionSource? _drained;
    private int _unacknowledged;

    /// <param name="config">The client's properties.</param>
    /// <param name="subject">Its own on the board, so that it clears nobody else's.</param>
    /// <param name="conditions">Told when the brokers cannot be reached.</param>
    public KafkaProducerQueue(ProducerConfig config, string subject, ConditionBoard conditions)
    {
        _subject = subject;
        _conditions = conditions;
        _onReport = OnReport;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) =>
            {
                // The client says the same outage in ten ways; the first is told and stands until something is acknowledged again.
                if (!conditions.IsRaised(subject))
                {
                    conditions.Raise(subject, error.Reason);
                }
            })
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Makes a smaller record of one that is too large for its topic; null when there is none.</summary>
    public Func<string, Message<byte[]?, byte[]?>, Message<byte[]?, byte[]?>?> Smaller { get; init; } = (_, _) => null;

    /// <summary>Sends a record to the partition of its key; waits while the queue is full.</summary>
    public void Enqueue(string topic, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken) =>
        Enqueue(new TopicPartition(topic, Partition.Any), message, cancellationToken);

    /// <summary>Sends a record; waits while the queue is full.</summary>
    public void Enqueue(TopicPartition target, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _unacknowledged);
            try
            {
                _producer.Produce(target, message, _onReport);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                Interlocked.Decrement(ref _unacknowledged);
                if (e.Error.Code == ErrorCode.Local_QueueFull)
                {
                    _producer.Poll(PollPause);
                }
                else if (RecordSizeLimit.IsTooLarge(e.Error) && Smaller(target.Topic, message) is { } smaller)
                {
                    message = smaller;
                }
                else
                {
                    throw new DeliveryException($"a record for {target.Topic} cannot be produced: {e.Error.Reason}", e);
                }
            }
        }
    }

    /// <summary>Waits until all is acknowledged.</summary>
    /// <exception cref="DeliveryException">Something never will be.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        do
        {
            SendSmaller(cancellationToken);
            await WaitForReportsAsync(cancellationToken);
        }
        while (!_tooLarge.IsEmpty);

        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Says that the brokers answer. Not said by a flush: one with nothing to wait for proves nothing.</summary>
    public void ReportWell() => _conditions.Clear(_subject);

    public void Dispose() => _producer.Dispose();

    /// <summary>Sends what the broker found too large once more, with less in it. Here and not where it is reported: that thread must not wait for room.</summary>
    private void SendSmaller(CancellationToken cancellationToken)
    {
        while (_tooLarge.TryDequeue(out var refused))
        {
            var smaller = Smaller(refused.Topic, refused.Message)
                ?? throw new DeliveryException($"a record for {refused.Topic} is larger than the topic takes (max.message.bytes)");
            Enqueue(refused.Topic, smaller, cancellationToken);
        }
    }

    private async Task WaitForReportsAsync(CancellationToken cancellationToken)
    {
        // Each turn looks at the count again: a report of the last flush may complete the source of this one.
        while (Volatile.Read(ref _unacknowledged) > 0)
        {
            var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _drained, drained);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _unacknowledged) > 0)
            {
                await drained.Task.WaitAsync(cancellationToken);
            }
        }
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (RecordSizeLimit.IsTooLarge(report.Error))
        {
            _tooLarge.Enqueue((report.Topic, report.Message));
        }
        else if (report.Error.IsError)
        {
            Volatile.Write(ref _failure, new DeliveryException($"a record for {report.Topic} was not delivered: {report.Error.Reason}"));
        }

        // Last: who sees 0 has to find what was too large in its queue.
        if (Interlocked.Decrement(ref _unacknowledged) == 0)
        {
            Volatile.Read(ref _drained)?.TrySetResult();
        }
    }
}
