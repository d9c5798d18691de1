using Confluent.Kafka;
using GridFlow.Sources;

namespace GridFlow.Pipeline.Tests.Sources;

public sealed class KafkaClientConfigTests
{
    private static readonly KafkaOptions Options = new()
    {
        BootstrapServers = "a:1,b:2",
        Properties = { ["client.id"] = "mine", ["security.protocol"] = "ssl" },
        Consumer = { ["fetch.wait.max.ms"] = "7", ["security.protocol"] = "plaintext" },
        Producer = { ["linger.ms"] = "9" },
    };

    [Fact]
    public void Consumer_OwnProperties_OverrideSharedOnesAndDefaults()
    {
        var config = KafkaClientConfig.Consumer(Options);
        Assert.Equal(("a:1,b:2", "mine", 7, SecurityProtocol.Plaintext), (config.BootstrapServers, config.ClientId, config.FetchWaitMaxMs, config.SecurityProtocol));
        Assert.Equal((false, false, "gridflow"), (config.EnableAutoCommit, config.EnableAutoOffsetStore, config.GroupId));
        Assert.Equal((IsolationLevel.ReadCommitted, PartitionAssignmentStrategy.CooperativeSticky), (config.IsolationLevel, config.PartitionAssignmentStrategy));
    }

    [Fact]
    public void Consumer_NewerGroupProtocol_LeavesToTheBrokerWhatIsItsToSay()
    {
        var config = KafkaClientConfig.Consumer(new KafkaOptions { Consumer = { ["group.protocol"] = "consumer" } });
        Assert.Equal((GroupProtocol.Consumer, null, null, null), (config.GroupProtocol, config.PartitionAssignmentStrategy, config.SessionTimeoutMs, config.HeartbeatIntervalMs));
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).Build();
    }

    [Fact]
    public void Consumer_PolicyOfTheFirstStart_IsNotThatOfRetention()
    {
        var options = new KafkaOptions { Consumer = { ["auto.offset.reset"] = "latest" } };
        Assert.Equal((AutoOffsetReset.Error, AutoOffsetReset.Latest), (KafkaClientConfig.Consumer(options).AutoOffsetReset, KafkaClientConfig.FirstStart(options)));
    }

    [Fact]
    public void TransactionalProducer_Defaults_EndTransactionsSoonAndPollThemselves()
    {
        var config = KafkaClientConfig.TransactionalProducer(new KafkaOptions(), "id");
        Assert.Equal(("id", false, 1.0, 10_000), (config.TransactionalId, config.EnableBackgroundPoll, config.LingerMs, config.TransactionTimeoutMs));
        Assert.Equal(9, KafkaClientConfig.TransactionalProducer(Options, "id").LingerMs);
    }

    [Fact]
    public void Producer_Defaults_LoseNothing()
    {
        var config = KafkaClientConfig.Producer(Options);
        Assert.Equal((Acks.All, true, 9.0, SecurityProtocol.Ssl), (config.Acks, config.EnableIdempotence, config.LingerMs, config.SecurityProtocol));
    }

    [Fact]
    public void Admin_SharedProperties_AreTaken() => Assert.Equal(("mine", "a:1,b:2"), (KafkaClientConfig.Admin(Options).ClientId, KafkaClientConfig.Admin(Options).BootstrapServers));
}
