using Confluent.Kafka;

namespace GridFlow.Sources;

/// <summary>Builds the configuration of Kafka clients: our defaults, then what the user set.</summary>
public static class KafkaClientConfig
{
    /// <summary>For the consumer of readings.</summary>
    public static ConsumerConfig Consumer(KafkaOptions options)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = options.BootstrapServers,
            GroupId = options.GroupId,
            ClientId = "gridflow",
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            // Offsets move only after what was found in front of them is delivered.
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            // 158 k readings/s at librdkafka's default of 1000, 1.3 M at 10.
            FetchQueueBackoffMs = 10,
            FetchWaitMaxMs = 20,
            QueuedMaxMessagesKbytes = 65_536,
        };
        return Apply(config, options.Properties, options.Consumer);
    }

    /// <summary>For a producer that loses and reorders nothing.</summary>
    public static ProducerConfig Producer(KafkaOptions options)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = "gridflow",
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
            QueueBufferingMaxMessages = 500_000,
            // How large a record may be is the topic's to say: at the client's own limit of 1,000,000 bytes a dead letter of 1 MB lost its value.
            MessageMaxBytes = 100_000_000,
            // The same meter lands in the same partition as with the Java client.
            Partitioner = Confluent.Kafka.Partitioner.Murmur2Random,
        };
        return Apply(config, options.Properties, options.Producer);
    }

    /// <summary>For look-ups and topic creation.</summary>
    public static AdminClientConfig Admin(KafkaOptions options) =>
        Apply(new AdminClientConfig { BootstrapServers = options.BootstrapServers, ClientId = "gridflow" }, options.Properties, []);

    private static T Apply<T>(T config, Dictionary<string, string> shared, Dictionary<string, string> own)
        where T : ClientConfig
    {
        foreach (var (key, value) in shared.Concat(own))
        {
            config.Set(key, value);
        }

        return config;
    }
}
