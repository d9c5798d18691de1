using System.Globalization;
using Confluent.Kafka;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Steering;

/// <summary>Reads all of the control topic, goes on reading it, and writes to it.</summary>
internal sealed class ControlTopic : IDisposable
{
    private const string Subject = "control topic";

    // By itself: records go on coming while the end cannot be asked for, and they would clear what stands.
    private const string EndSubject = "control topic end";
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    private readonly ControlKeys _keys;
    private readonly ControlJournal _journal;
    private readonly ConditionBoard _conditions;
    private readonly TimeProvider _time;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly TopicEnds _ends;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _asking = Task.CompletedTask;
    private long _position;

    public ControlTopic(KafkaOptions options, ControlKeys keys, ControlJournal journal, ConditionBoard conditions, TimeProvider time)
    {
        (_keys, _journal, _conditions, _time) = (keys, journal, conditions, time);
        var config = KafkaClientConfig.Consumer(options, "gridflow-control");
        // Assigned and never committed, so the group sees nothing of it.
        config.GroupInstanceId = null;
        config.EnablePartitionEof = true;
        // A topic made anew is read from its beginning.
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        var producer = KafkaClientConfig.Producer(options);
        producer.MessageTimeoutMs = (int)WriteTimeout.TotalMilliseconds;
        producer.LingerMs = 0;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(producer).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        _ends = new TopicEnds(options);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Ends when everything has been read that was in the topic, and committed, when it was called.</summary>
    public Task CaughtUpAsync(CancellationToken cancellationToken) =>
        CaughtUpAsync(() => AskAsync(() => _ends.Committed(_keys.Target)), cancellationToken);

    /// <summary>The same, and what belongs to transactions that were not yet at their end in this topic.</summary>
    /// <remarks>Kafka marks the end of a transaction in each partition by itself, so an offset may be committed a while before the word that came with it can be read.</remarks>
    public Task SettledAsync(CancellationToken cancellationToken) => CaughtUpAsync(() => AskAsync(() => _ends.Written(_keys.Target)), cancellationToken);

    /// <summary>Ends when something holds that records of the topic bring about.</summary>
    public async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (condition())
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Writes a record; it is durable when this returns.</summary>
    /// <returns>Its offset.</returns>
    /// <exception cref="SteeringUnavailableException">It could not be written, or it is not known whether it was.</exception>
    public async Task<long> WriteAsync(Message<byte[]?, byte[]?> message, CancellationToken cancellationToken)
    {
        try
        {
            return (await _producer.ProduceAsync(_keys.Target, message, cancellationToken)).Offset.Value;
        }
        catch (ProduceException<byte[]?, byte[]?> e)
        {
            throw new SteeringUnavailableException($"topic {_keys.Target.Topic} (Kafka:ControlTopic) cannot be written: {e.Error.Reason}", e);
        }
        catch (ObjectDisposedException e)
        {
            throw new SteeringUnavailableException("this instance is stopping", e);
        }
    }

    /// <summary>Partitions of a topic.</summary>
    /// <exception cref="SteeringUnavailableException">Kafka does not say.</exception>
    public async Task<IReadOnlyList<int>> PartitionsOfAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(() => _ends.Partitions(topic)).WaitAsync(cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new SteeringUnavailableException($"Kafka does not tell the partitions of {topic}: {e.Error.Reason}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        // Calls that were given up may still be inside the clients; better a client too many than one pulled away under them.
        if (Task.WhenAll(_reading, Interlocked.Exchange(ref _asking, null) ?? Task.CompletedTask).Wait(CallTimeout + PollWait))
        {
            _consumer.Dispose();
            _producer.Dispose();
            _ends.Dispose();
        }

        _stop.Dispose();
    }

    /// <summary>Asks Kafka something that blocks, one at a time: a call that is given up goes on inside the client.</summary>
    private Task<T> AskAsync<T>(Func<T> question)
    {
        lock (_lock)
        {
            var before = _asking ?? throw new SteeringUnavailableException("this instance is stopping");
            var asked = before.ContinueWith(_ => question(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _asking = asked.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return asked;
        }
    }

    private async Task CaughtUpAsync(Func<Task<long>> query, CancellationToken cancellationToken)
    {
        var end = await EndAsync(query, cancellationToken);
        await UntilAsync(() => Interlocked.Read(ref _position) >= end, cancellationToken);
    }

    private async Task<long> EndAsync(Func<Task<long>> query, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        while (true)
        {
            try
            {
                var end = await query().WaitAsync(either.Token);
                _conditions.Clear(EndSubject);
                return end;
            }
            catch (KafkaException e)
            {
                _conditions.Raise(EndSubject, $"the end of topic {_keys.Target.Topic} (Kafka:ControlTopic) cannot be asked for, so partitions do not begin and settings do not change: {e.Error.Reason}");
            }

            await Task.Delay(Pause, _time, either.Token);
        }
    }

    private void Read()
    {
        _consumer.Assign(new TopicPartitionOffset(_keys.Target, Offset.Beginning));
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(PollWait) is { } result)
                {
                    Take(result);
                }
            }
            catch (Exception e)
            {
                // Whatever it is: without this loop no setting changes and no partition begins any more.
                _conditions.Raise(Subject, $"topic {_keys.Target.Topic} (Kafka:ControlTopic) cannot be read: {(e is KafkaException kafka ? kafka.Error.Reason : e.ToString())}");
                _stop.Token.WaitHandle.WaitOne(Pause);
            }
        }
    }

    private void Take(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (!result.IsPartitionEOF && _journal.Take(result.Message.Key, result.Message.Value, result.Offset) is { } problem)
        {
            _conditions.Raise("control record", string.Create(CultureInfo.InvariantCulture, $"{result.TopicPartitionOffset} is passed over: {problem}"));
        }

        Interlocked.Exchange(ref _position, result.IsPartitionEOF ? result.Offset : result.Offset + 1);
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        if (result.IsPartitionEOF)
        {
            _conditions.Clear(Subject);
        }
    }
}
