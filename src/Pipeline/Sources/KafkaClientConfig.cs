using Confluent.Kafka;

namespace GridFlow.Sources;

/// <summary>Builds the configuration of Kafka clients: our defaults, then what the user set.</summary>
public static class KafkaClientConfig
{
    private const string RecoveryStrategy = "metadata.recovery.strategy";

    /// <summary>For the consumer of readings.</summary>
    public static ConsumerConfig Consumer(KafkaOptions options, string clientId = "gridflow")
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = options.BootstrapServers,
            GroupId = options.GroupId,
            ClientId = clientId,
            // 158 k readings/s at librdkafka's default of 1000, 1.3 M at 10.
            FetchQueueBackoffMs = 10,
            FetchWaitMaxMs = 20,
            QueuedMaxMessagesKbytes = 65_536,
        };
        if (!UsesConsumerProtocol(options))
        {
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
            // A group waits so long for a member that died before others get its partitions. At the client's default of 45 s alarms would wait as long.
            config.SessionTimeoutMs = 6_000;
            config.HeartbeatIntervalMs = 1_500;
        }

        config = Apply(config, options.Properties, options.Consumer);
        // Offsets move only after what was found in front of them is delivered; positions come from the recovery, and what retention has taken is never skipped without a word.
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        // Also what makes a look-up of committed offsets wait for transactions that may still move them.
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        return config;
    }

    /// <summary>For the consumer of anomalies that writes them elsewhere.</summary>
    public static ConsumerConfig AnomalyConsumer(KafkaOptions options, string groupId)
    {
        var config = Consumer(options, groupId);
        config.GroupId = groupId;
        // Says when all that is committed has been read: positions behind it are marks of transactions.
        config.EnablePartitionEof = true;
        // A backlog of anomalies waits in Kafka and not here.
        config.QueuedMaxMessagesKbytes = 8_192;
        return config;
    }

    /// <summary>Where a group that has committed nothing begins: <c>auto.offset.reset</c> of the user, else at the oldest record.</summary>
    public static AutoOffsetReset FirstStart(KafkaOptions options) =>
        Apply(new ConsumerConfig { AutoOffsetReset = AutoOffsetReset.Earliest }, options.Properties, options.Consumer).AutoOffsetReset ?? AutoOffsetReset.Earliest;

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

    /// <summary>For a producer of transactions.</summary>
    public static ProducerConfig TransactionalProducer(KafkaOptions options, string transactionalId)
    {
        var config = Producer(options);
        config.TransactionalId = transactionalId;
        // Polled by its own thread inside its calls: with the client's poll thread beside it a commit takes 10.6 ms instead of 1.7.
        config.EnableBackgroundPoll = false;
        // A commit flushes and does not wait for this; it only gathers what one batch has to say.
        config.LingerMs = options.Producer.ContainsKey("linger.ms") || options.Properties.ContainsKey("linger.ms") ? config.LingerMs : 1;
        // How long a dead instance can hold back readers and the partitions' next owner; a living one commits within 100 ms.
        config.TransactionTimeoutMs ??= 10_000;
        // The coordinator answers "not yet" while the last transaction's marks are written, and at the client's 100 ms a commit would wait as long.
        config.RetryBackoffMs ??= 10;
        // When no broker answers, the client would forget all it knows and begin anew; a SendOffsetsToTransaction under way then waits for a coordinator that is
        // forgotten, for ever and past its timeout (librdkafka issue 5511). The broker fault tests hang without this.
        if (!options.Producer.ContainsKey(RecoveryStrategy) && !options.Properties.ContainsKey(RecoveryStrategy))
        {
            config.Set(RecoveryStrategy, "none");
        }

        return config;
    }

    /// <summary>For look-ups and topic creation.</summary>
    public static AdminClientConfig Admin(KafkaOptions options) =>
        Apply(new AdminClientConfig { BootstrapServers = options.BootstrapServers, ClientId = "gridflow" }, options.Properties, []);

    /// <summary>Under Kafka's newer group protocol the broker decides what these settings say, and the client refuses them.</summary>
    private static bool UsesConsumerProtocol(KafkaOptions options) =>
        options.Properties.Concat(options.Consumer).Any(property => property is { Key: "group.protocol", Value: "consumer" });

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
