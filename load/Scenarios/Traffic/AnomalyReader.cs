using Confluent.Kafka;
using GridFlow.Load.Benchmarks.Latency;
using GridFlow.Load.Scenarios.Running;
using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Traffic;

/// <summary>Reads the anomalies topic beside the pipeline, read_committed, from its beginning: what is in here has come out.</summary>
internal sealed class AnomalyReader : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly LoadClock _clock;
    private readonly HashSet<long>[] _seen;
    private readonly Lock _lock = new();
    private readonly Task _reading;
    private long _records;
    private long _distinct;
    private long _measuresFrom = long.MaxValue;

    public AnomalyReader(KafkaOptions kafka, LoadClock clock)
    {
        _clock = clock;
        _seen = [.. Enumerable.Range(0, kafka.Partitions).Select(_ => new HashSet<long>())];
        _reading = Task.Factory.StartNew(() => Read(kafka), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Latencies of anomalies whose reading was meant to be sent since <see cref="Measure"/>.</summary>
    public StepStats Stats { get; } = new("anomaly");

    public long Records => Interlocked.Read(ref _records);

    public long Distinct => Interlocked.Read(ref _distinct);

    /// <summary>When the last one came.</summary>
    public TimeSpan LastAt { get; private set; }

    /// <summary>From now on latencies count.</summary>
    public void Measure() => Interlocked.Exchange(ref _measuresFrom, _clock.StartMs);

    /// <summary>Whether an anomaly of this reading has come.</summary>
    public bool HasSeen((int Partition, long Offset) reading)
    {
        lock (_lock)
        {
            // Types are fewer than 16; see Note.
            return Enumerable.Range(0, 16).Any(type => _seen[reading.Partition].Contains((reading.Offset << 4) | (uint)type));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _reading.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private void Read(KafkaOptions kafka)
    {
        var config = KafkaClientConfig.Consumer(kafka, "gridflow-load");
        config.GroupId = $"{kafka.GroupId}-reader";
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, kafka.Partitions).Select(partition => new TopicPartitionOffset(kafka.AnomaliesTopic, partition, Offset.Beginning)));
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(Poll) is { Message.Value: { } value })
                {
                    Note(AnomalyOrigin.Parse(value));
                }
            }
            catch (ConsumeException)
            {
                // The topic is away for a while, or its broker: the client tries again, and what does not come breaks a threshold.
            }
        }

        consumer.Close();
    }

    private void Note(AnomalyOrigin origin)
    {
        var (intended, latency) = _clock.Since(origin.EventTimeMs);
        Interlocked.Increment(ref _records);
        LastAt = _clock.Elapsed;
        bool isNew;
        lock (_lock)
        {
            isNew = _seen[origin.Partition].Add((origin.Offset << 4) | origin.Type);
        }

        if (!isNew)
        {
            return;
        }

        Interlocked.Increment(ref _distinct);
        if (origin.EventTimeMs >= Interlocked.Read(ref _measuresFrom))
        {
            Stats.Answered(intended, latency);
        }
    }
}
