using Confluent.Kafka;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Kafka;

/// <summary>One transactional producer of librdkafka, and what its errors mean. Its calls block; one thread at a time.</summary>
/// <remarks>
/// The client has three classes of errors: repeat the same call; abort the transaction; give the producer up. Source: INTRODUCTION.md of librdkafka,
/// "Transactional producer".
/// </remarks>
internal sealed class TransactionalProducer : IDisposable
{
    /// <summary>Subject on the <see cref="ConditionBoard"/>.</summary>
    public const string Subject = "Kafka producer";
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(2);

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly ConditionBoard _conditions;
    private readonly object _lock = new();
    private StepResult _broken = StepResult.Done;
    private bool _open;

    public TransactionalProducer(ProducerConfig config, ConditionBoard conditions)
    {
        _conditions = conditions;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) =>
            {
                // The client says the same outage in ten ways; the first is told and stands until a transaction goes through.
                if (!error.IsFatal && !conditions.IsRaised(Subject))
                {
                    conditions.Raise(Subject, error.Reason);
                }
            })
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Ends what an earlier producer of the same transactional id has left open, and fences it.</summary>
    public StepResult Initialize(CancellationToken stop) => Do(() => _producer.InitTransactions(CallTimeout), stop);

    /// <summary>Whether a transaction has begun.</summary>
    public bool IsOpen => _open;

    /// <summary>Why the open transaction cannot be committed any more; done when it can.</summary>
    public StepResult Broken => _broken;

    /// <summary>When the last transaction began.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>Begins a transaction.</summary>
    public void Open(long now)
    {
        OpenedAt = now;
        _broken = Do(_producer.BeginTransaction, CancellationToken.None);
        _open = true;
    }

    /// <summary>Notes why the open transaction cannot be committed.</summary>
    public void Break(Error error) => _broken = new StepResult(error.IsFatal ? StepOutcome.Fatal : StepOutcome.MustAbort, error);

    /// <summary>Notes that the transaction has ended, however it did.</summary>
    public void Close() => (_open, _broken) = (false, StepResult.Done);

    /// <summary>Queues a record; waits while the queue is full.</summary>
    /// <returns>Null, or why it cannot be queued.</returns>
    public Error? Produce(string topic, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>> onReport, CancellationToken stop) =>
        Produce(new TopicPartition(topic, Partition.Any), message, onReport, stop);

    /// <summary>The same for one partition of a topic.</summary>
    public Error? Produce(TopicPartition target, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>> onReport, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                _producer.Produce(target, message, onReport);
                return null;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(PollPause);
            }
            catch (KafkaException e)
            {
                return e.Error;
            }
        }
    }

    /// <summary>Serves what the client has to report.</summary>
    public void Poll() => _producer.Poll(TimeSpan.Zero);

    public StepResult SendOffsets(IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata membership, CancellationToken stop) =>
        Do(() => _producer.SendOffsetsToTransaction(offsets, membership, CallTimeout), stop);

    /// <remarks>Without a timeout: with one the client gives up a request that the broker may still carry out.</remarks>
    public StepResult Commit(CancellationToken stop) => Do(_producer.CommitTransaction, stop);

    public StepResult Abort(CancellationToken stop) => Do(_producer.AbortTransaction, stop);

    /// <summary>Says that the brokers answer.</summary>
    public void ReportWell() => _conditions.Clear(Subject);

    public void Dispose()
    {
        // A call that was given up may still wait for a broker that is away; better a client too many than one pulled away under it.
        if (Monitor.TryEnter(_lock, BusyPatience))
        {
            _producer.Dispose();
            Monitor.Exit(_lock);
        }
    }

    private StepResult Do(Action call, CancellationToken stop)
    {
        lock (_lock)
        {
            while (true)
            {
                try
                {
                    call();
                    return StepResult.Done;
                }
                catch (KafkaRetriableException e)
                {
                    if (!_conditions.IsRaised(Subject))
                    {
                        _conditions.Raise(Subject, $"a transaction waits for its coordinator: {e.Error.Reason}");
                    }

                    if (stop.WaitHandle.WaitOne(PollPause))
                    {
                        return new StepResult(StepOutcome.Fatal, e.Error);
                    }
                }
                catch (KafkaTxnRequiresAbortException e) when (e.Error.Code != ErrorCode.Local_Fenced)
                {
                    return new StepResult(StepOutcome.MustAbort, e.Error);
                }
                catch (KafkaException e)
                {
                    return new StepResult(StepOutcome.Fatal, e.Error);
                }
            }
        }
    }
}

/// <summary>What one call of a transaction came to.</summary>
/// <param name="Outcome">Its class.</param>
/// <param name="Error">The client's word; null when it went well.</param>
internal readonly record struct StepResult(StepOutcome Outcome, Error? Error)
{
    public static StepResult Done { get; } = new(StepOutcome.Done, null);

    public bool IsDone => Outcome == StepOutcome.Done;

    /// <summary>Another producer of the same transactional id, or the coordinator after its time limit, has taken this one's right to write.</summary>
    public bool IsFenced => Error?.Code is ErrorCode.Local_Fenced or ErrorCode.InvalidProducerEpoch;
}

/// <summary>The classes of a transactional call's outcome.</summary>
internal enum StepOutcome
{
    Done,
    MustAbort,
    Fatal,
}
