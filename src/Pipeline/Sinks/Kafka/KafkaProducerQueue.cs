using Confluent.Kafka;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Kafka;

/// <summary>A producer whose full queue is back-pressure and whose failed deliveries are remembered. Used by one thread at a time.</summary>
internal sealed class KafkaProducerQueue : IDisposable
{
    private const string Subject = "Kafka producer";
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly ConditionBoard _conditions;
    private readonly Action<DeliveryReport<byte[]?, byte[]?>> _onReport;
    private DeliveryException? _failure;
    private TaskCompletionSource? _drained;
    private int _unacknowledged;

    public KafkaProducerQueue(ProducerConfig config, ConditionBoard conditions)
    {
        _conditions = conditions;
        _onReport = OnReport;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) => conditions.Raise(Subject, error.Reason))
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Makes a smaller record of one that is too large for its topic; null when there is none. Called on any thread.</summary>
    public Func<string, Message<byte[]?, byte[]?>, Message<byte[]?, byte[]?>?>? Smaller { get; init; }

    public void Enqueue(string topic, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _unacknowledged);
            try
            {
                _producer.Produce(topic, message, _onReport);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                Interlocked.Decrement(ref _unacknowledged);
                if (e.Error.Code == ErrorCode.Local_QueueFull)
                {
                    _producer.Poll(PollPause);
                }
                else if (Shrink(e.Error, topic, message) is { } smaller)
                {
                    message = smaller;
                }
                else
                {
                    throw new DeliveryException($"a record for {topic} cannot be produced: {e.Error.Reason}", e);
                }
            }
        }
    }

    /// <summary>Waits until all is acknowledged.</summary>
    /// <exception cref="DeliveryException">Something never will be.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _drained, drained);

        // The report that brings the count to 0 may have come before the source was in place; both sides look at the other's trace after leaving theirs.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _unacknowledged) > 0)
        {
            await drained.Task.WaitAsync(cancellationToken);
        }

        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw failure;
        }

        _conditions.Clear(Subject);
    }

    public void Dispose() => _producer.Dispose();

    private Message<byte[]?, byte[]?>? Shrink(Error error, string topic, Message<byte[]?, byte[]?> message) =>
        error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize ? Smaller?.Invoke(topic, message) : null;

    private void OnReport(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            if (Shrink(report.Error, report.Topic, report.Message) is { } smaller)
            {
                Enqueue(report.Topic, smaller, CancellationToken.None);
            }
            else
            {
                Volatile.Write(ref _failure, new DeliveryException($"a record for {report.Topic} was not delivered: {report.Error.Reason}"));
            }
        }

        // Last, so that the count never touches 0 while a smaller record is on its way.
        if (Interlocked.Decrement(ref _unacknowledged) == 0)
        {
            Volatile.Read(ref _drained)?.TrySetResult();
        }
    }
}
