using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Integration.Programs;

namespace GridFlow.Integration.Clients;

/// <summary>Looks at topics and groups from outside.</summary>
internal sealed class KafkaProbe(PipelineSetup setup)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Offset behind the last record of every partition.</summary>
    public IReadOnlyList<long> EndOffsets(string topic)
    {
        using var consumer = Consumer("gridflow-probe");
        return EndOffsets(consumer, topic);
    }

    /// <summary>What the group of the test has committed; 0 where it has committed nothing.</summary>
    public IReadOnlyList<long> Committed() => Committed(setup.Readings);

    /// <summary>The same of another topic.</summary>
    public IReadOnlyList<long> Committed(string topic)
    {
        using var consumer = Consumer(setup.Group);
        return [.. consumer.Committed(Partitions(topic), RequestTimeout).Select(p => Math.Max(0, p.Offset.Value))];
    }

    /// <summary>Waits until the group has committed everything that is in the readings topic.</summary>
    public Task AllCommittedAsync(TimeSpan? timeout = null) => Until.ThereAsync(
        async () =>
        {
            try
            {
                var (end, committed) = await Task.Run(() => (EndOffsets(setup.Readings), Committed()));
                return end.SequenceEqual(committed) ? null : $"committed {string.Join(' ', committed)} of {string.Join(' ', end)}";
            }
            catch (KafkaException e)
            {
                return $"the brokers cannot be asked: {e.Error.Reason}";
            }
        },
        timeout);

    /// <summary>Every committed record of a topic. Offsets cannot be counted instead: each transaction leaves a mark among them.</summary>
    public IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> ReadAll(string topic, int partitions = PipelineSetup.Partitions)
    {
        using var consumer = Consumer("gridflow-probe");
        var left = partitions;
        consumer.Assign(Partitions(topic).Take(partitions).Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (left > 0)
        {
            var next = consumer.Consume(RequestTimeout) ?? throw new TimeoutException($"{topic}: {left} partitions have not come to their end after {records.Count} records");
            if (next.IsPartitionEOF)
            {
                left--;
            }
            else
            {
                records.Add(next);
            }
        }

        return records;
    }

    /// <summary>Keys of all dead letters.</summary>
    public IReadOnlyList<string> DeadLetterKeys() => [.. ReadAll(setup.DeadLetters).Select(record => Encoding.UTF8.GetString(record.Message.Key ?? []))];

    /// <summary>Number of the broker that coordinates the group of the test.</summary>
    public async Task<int> GroupCoordinatorAsync()
    {
        using var admin = new AdminClientBuilder(Apply(new AdminClientConfig { BootstrapServers = setup.Kafka })).SetLogHandler((_, _) => { }).Build();
        return (await admin.DescribeConsumerGroupsAsync([setup.Group])).ConsumerGroupDescriptions[0].Coordinator.Id;
    }

    /// <summary>Ids of the members of the test's group. A member that leaves and comes back has a new one.</summary>
    public async Task<IReadOnlyList<string>> MembersAsync()
    {
        using var admin = new AdminClientBuilder(Apply(new AdminClientConfig { BootstrapServers = setup.Kafka })).SetLogHandler((_, _) => { }).Build();
        return [.. (await admin.DescribeConsumerGroupsAsync([setup.Group])).ConsumerGroupDescriptions[0].Members.Select(member => member.ConsumerId).Order(StringComparer.Ordinal)];
    }

    /// <summary>Lets the broker drop what stands in front of these offsets of the readings topic, as retention does.</summary>
    public async Task DeleteBeforeAsync(IEnumerable<long> offsets)
    {
        using var admin = new AdminClientBuilder(Apply(new AdminClientConfig { BootstrapServers = setup.Kafka })).SetLogHandler((_, _) => { }).Build();
        await admin.DeleteRecordsAsync(offsets.Select((offset, partition) => new TopicPartitionOffset(setup.Readings, partition, offset)));
    }

    /// <summary>How many partitions a topic has, and one of its settings.</summary>
    public async Task<(int Partitions, string Setting)> TopicAsync(string topic, string setting)
    {
        using var admin = new AdminClientBuilder(Apply(new AdminClientConfig { BootstrapServers = setup.Kafka })).SetLogHandler((_, _) => { }).Build();
        var configs = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]);
        var metadata = await Task.Run(() => admin.GetMetadata(RequestTimeout));
        return (metadata.Topics.Single(found => found.Topic == topic).Partitions.Count, configs[0].Entries[setting].Value);
    }

    /// <summary>Makes the readings topic, with settings of its own.</summary>
    public async Task CreateReadingsAsync(params (string Name, string Value)[] configs)
    {
        using var admin = new AdminClientBuilder(Apply(new AdminClientConfig { BootstrapServers = setup.Kafka })).SetLogHandler((_, _) => { }).Build();
        await admin.CreateTopicsAsync(
            [new TopicSpecification { Name = setup.Readings, NumPartitions = PipelineSetup.Partitions, Configs = configs.ToDictionary(config => config.Name, config => config.Value) }]);
    }

    /// <summary>A producer of exact bytes that waits for brokers as long as it takes.</summary>
    public IProducer<byte[]?, byte[]?> Producer() => new ProducerBuilder<byte[]?, byte[]?>(Apply(new ProducerConfig
    {
        BootstrapServers = setup.Kafka,
        EnableIdempotence = true,
        LingerMs = 5,
        MessageTimeoutMs = 0,
        MessageMaxBytes = 10_000_000,
    })).SetLogHandler((_, _) => { }).Build();

    private static List<TopicPartition> Partitions(string topic) => [.. Enumerable.Range(0, PipelineSetup.Partitions).Select(n => new TopicPartition(topic, n))];

    private static IReadOnlyList<long> EndOffsets(IConsumer<byte[]?, byte[]?> consumer, string topic) =>
        [.. Partitions(topic).Select(partition => consumer.QueryWatermarkOffsets(partition, RequestTimeout).High.Value)];

    private IConsumer<byte[]?, byte[]?> Consumer(string group) => new ConsumerBuilder<byte[]?, byte[]?>(Apply(new ConsumerConfig
    {
        BootstrapServers = setup.Kafka,
        GroupId = group,
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        FetchWaitMaxMs = 20,
    })).SetLogHandler((_, _) => { }).Build();

    private T Apply<T>(T config)
        where T : ClientConfig
    {
        foreach (var (key, value) in setup.ClientProperties)
        {
            config.Set(key, value);
        }

        return config;
    }
}
