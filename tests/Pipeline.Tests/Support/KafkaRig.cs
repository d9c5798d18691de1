using Confluent.Kafka;
using GridFlow.Sources;
using GridFlow.TestKit;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>A mock broker with the pipeline's topics, and plain clients to look at it from outside.</summary>
internal sealed class KafkaRig : IDisposable
{
    public const int Partitions = 2;

    private readonly IProducer<byte[]?, byte[]?> _producer;

    public KafkaRig()
    {
        Broker.CreateTopic("sensor-readings", Partitions);
        Broker.CreateTopic("anomalies", 1);
        Broker.CreateTopic("dead-letter-queue", 1);
        Broker.CreateTopic("gridflow-control", 1);
        Options = new KafkaOptions
        {
            BootstrapServers = Broker.BootstrapServers,
            Consumer = { ["session.timeout.ms"] = "3000", ["heartbeat.interval.ms"] = "200", ["fetch.wait.max.ms"] = "10" },
            Producer = { ["linger.ms"] = "0", ["message.max.bytes"] = "1000000", ["retry.backoff.ms"] = "10", ["reconnect.backoff.max.ms"] = "100" },
        };
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = Broker.BootstrapServers, LingerMs = 5, MessageMaxBytes = 2_000_000 })
            .SetLogHandler((_, _) => { })
            .Build();
    }

    public MockKafka Broker { get; } = new();

    public KafkaOptions Options { get; }

    public void Produce(byte[]? value, int partition = 0, byte[]? key = null, Headers? headers = null) =>
        _producer.Produce(new TopicPartition("sensor-readings", partition), new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers });

    public void Flush() => Assert.Equal(0, _producer.Flush(Eventually.Patience));

    /// <summary>Reads so many records of a topic's first partition from its beginning.</summary>
    public List<ConsumeResult<byte[]?, byte[]?>> Read(string topic, int count)
    {
        using var consumer = Consumer("reader");
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var found = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (found.Count < count)
        {
            found.Add(consumer.Consume(Eventually.Patience) ?? throw new TimeoutException($"{topic} has {found.Count} records, not {count}"));
        }

        return found;
    }

    /// <summary>Offsets that the pipeline's group has committed.</summary>
    public long[] Committed()
    {
        using var consumer = Consumer(Options.GroupId);
        var partitions = Enumerable.Range(0, Partitions).Select(p => new TopicPartition("sensor-readings", p));
        return [.. consumer.Committed(partitions, Eventually.Patience).OrderBy(p => p.Partition.Value).Select(p => p.Offset.Value)];
    }

    public void Dispose()
    {
        _producer.Dispose();
        Broker.Dispose();
    }

    private IConsumer<byte[]?, byte[]?> Consumer(string group) => new ConsumerBuilder<byte[]?, byte[]?>(
        new ConsumerConfig { BootstrapServers = Broker.BootstrapServers, GroupId = group, EnableAutoCommit = false, FetchWaitMaxMs = 10 }).Build();
}
