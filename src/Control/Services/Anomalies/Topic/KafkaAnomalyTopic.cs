using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>The topic of anomalies on Kafka. What goes wrong is said on the board of conditions, and taken back by the next answer.</summary>
internal sealed class KafkaAnomalyTopic : IAnomalyTopic, IDisposable
{
    private const string Subject = "anomaly streams";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Clocks of producers and brokers differ; what is too early is filtered by its own time.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(1);

    private readonly KafkaOptions _options;
    private readonly ConditionBoard _conditions;
    private readonly SemaphoreSlim _one = new(1);
    // Every subscriber begins with a look, which takes up to 100 ms (as long as the client's admin part takes to end): one by one, two hundred would wait for
    // each other, and the reader that feeds them for all of them.
    private readonly SharedQuestion<string, TopicShape> _look;
    private readonly SharedQuestion<int, TopicPositions> _end;
    private IConsumer<Ignore, Ignore>? _asker;

    public KafkaAnomalyTopic(KafkaOptions options, ConditionBoard conditions)
    {
        (_options, _conditions) = (options, conditions);
        _look = new SharedQuestion<string, TopicShape>((name, begins) => AskAsync(asker => Look(asker, name), begins, CancellationToken.None));
        _end = new SharedQuestion<int, TopicPositions>((partitions, begins) => AskAsync(asker => End(asker, partitions), begins, CancellationToken.None));
    }

    public static void Raise(ConditionBoard conditions, string topic, string reason) =>
        conditions.Raise(Subject, $"cannot read {topic} for subscribers: {reason}; trying again, they get everything afterwards (Kafka:BootstrapServers)");

    public Task<TopicShape> LookAsync(CancellationToken cancellationToken) => _look.AskAsync(_options.AnomaliesTopic, cancellationToken);

    public Task<TopicPositions> BeginAsync(int partitions, CancellationToken cancellationToken) =>
        AskAsync(asker => Each(partitions, partition => asker.QueryWatermarkOffsets(partition, Patience).Low.Value), begins: null, cancellationToken);

    public Task<TopicPositions> EndAsync(int partitions, CancellationToken cancellationToken) => _end.AskAsync(partitions, cancellationToken);

    public Task<TopicPositions> AtAsync(int partitions, DateTimeOffset time, CancellationToken cancellationToken) => AskAsync(
        asker =>
        {
            var wanted = new Timestamp((time - ClockMargin).ToUnixTimeMilliseconds(), TimestampType.CreateTime);
            var (at, any) = (Search(asker, partitions, wanted), Search(asker, partitions, new Timestamp(1, TimestampType.CreateTime)));
            return Each(partitions, partition =>
            {
                var marks = asker.QueryWatermarkOffsets(partition, Patience);
                return (at[partition.Partition.Value], any[partition.Partition.Value]) switch
                {
                    ( >= 0 and var offset, _) => Math.Clamp(offset, marks.Low.Value, marks.High.Value),
                    // Nothing that late.
                    (_, >= 0) => marks.High.Value,
                    // The demo's broker cannot search by time: all of it is read, and filtered.
                    _ => marks.Low.Value,
                };
            });
        },
        begins: null,
        cancellationToken);

    public void Rest() => _conditions.Clear(Subject);

    public ITopicCursor Open() => new KafkaTopicCursor(_options, _conditions);

    public void Dispose()
    {
        // A question that was given up may still be inside the client; better a client too many than one pulled away under it.
        if (_one.Wait(Patience))
        {
            _asker?.Dispose();
            _one.Dispose();
        }
    }

    private static TopicShape Look(IConsumer<Ignore, Ignore> asker, string name)
    {
        using var admin = new DependentAdminClientBuilder(asker.Handle).Build();
        var found = admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([name]), new DescribeTopicsOptions { RequestTimeout = Patience }).GetAwaiter().GetResult();
        var topic = found.TopicDescriptions[0];
        return new TopicShape(topic.Name, topic.TopicId?.ToString() ?? "", topic.Partitions.Count);
    }

    /// <summary>Under read_committed this is the last stable offset.</summary>
    private TopicPositions End(IConsumer<Ignore, Ignore> asker, int partitions) => Each(partitions, partition => asker.QueryWatermarkOffsets(partition, Patience).High.Value);

    private Dictionary<int, long> Search(IConsumer<Ignore, Ignore> asker, int partitions, Timestamp from) => asker
        .OffsetsForTimes(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionTimestamp(_options.AnomaliesTopic, partition, from)), Patience)
        .ToDictionary(place => place.Partition.Value, place => place.Offset.Value);

    private TopicPositions Each(int partitions, Func<TopicPartition, long> question) =>
        new([.. Enumerable.Range(0, partitions).Select(partition => question(new TopicPartition(_options.AnomaliesTopic, partition)))]);

    private async Task<T> AskAsync<T>(Func<IConsumer<Ignore, Ignore>, T> question, Action? begins, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        begins?.Invoke();
        try
        {
            var answer = await Task.Run(() => question(_asker ??= Build()), CancellationToken.None);
            _conditions.Clear(Subject);
            return answer;
        }
        catch (KafkaException e)
        {
            // A client that has cached that a partition has no leader goes on saying so long after it has a new one.
            _asker?.Dispose();
            _asker = null;
            var reason = e is DescribeTopicsException described ? described.Results.TopicDescriptions[0].Error.Reason : e.Error.Reason;
            Raise(_conditions, _options.AnomaliesTopic, reason);
            throw new TopicUnavailableException(reason, e);
        }
        finally
        {
            _one.Release();
        }
    }

    private IConsumer<Ignore, Ignore> Build()
    {
        var config = KafkaClientConfig.Consumer(_options, "gridflow-subscribers-offsets");
        config.GroupInstanceId = null;
        return new ConsumerBuilder<Ignore, Ignore>(config).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
    }
}
