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
    public void Producer_Defaults_LoseNothing()
    {
        var config = KafkaClientConfig.Producer(Options);
        Assert.Equal((Acks.All, true, 9.0, SecurityProtocol.Ssl), (config.Acks, config.EnableIdempotence, config.LingerMs, config.SecurityProtocol));
    }

    [Fact]
    public void Admin_SharedProperties_AreTaken() => Assert.Equal(("mine", "a:1,b:2"), (KafkaClientConfig.Admin(Options).ClientId, KafkaClientConfig.Admin(Options).BootstrapServers));
}
