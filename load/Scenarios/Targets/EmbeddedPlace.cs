using GridFlow.Control.Demo;
using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>Broker and registry in this process: nothing is needed, and nothing is left.</summary>
internal sealed class EmbeddedPlace : IBrokerPlace
{
    // A reading takes 80 to 110 bytes there; half of what a partition holds, because keys do not spread evenly.
    private const long RecordsPerPartition = EmbeddedBroker.PartitionLimitBytes / 2 / 110;

    private readonly EmbeddedBroker _broker;
    private readonly RegistryServer _registry;

    private EmbeddedPlace(KafkaOptions topics, RegistryServer registry)
    {
        _registry = registry;
        Kafka = topics;
        _broker = new EmbeddedBroker(Kafka.Partitions, Kafka.ReadingsTopic, Kafka.AnomaliesTopic, Kafka.DeadLetterTopic, Kafka.ControlTopic);
        Kafka.BootstrapServers = _broker.BootstrapServers;
        // It answers an empty fetch only when its whole time is over.
        Kafka.Consumer["fetch.wait.max.ms"] = "10";
        Kafka.Consumer["check.crcs"] = "false";
    }

    public string Description => "embedded broker and registry, at-least-once";

    public KafkaOptions Kafka { get; }

    public string RegistryUrl => _registry.Url;

    public IReadOnlyList<string> PipelineArguments => ["--Checkpoints:Delivery=at-least-once", "--Kafka:Consumer:fetch.wait.max.ms=10", "--Kafka:Consumer:check.crcs=false"];

    public bool IsExactlyOnce => false;

    public long MostBacklog => Kafka.Partitions * RecordsPerPartition;

    public string HowResultsStop => "the partitions of the anomalies topic have no leader";

    /// <summary>Starts both.</summary>
    public static async Task<EmbeddedPlace> StartAsync(KafkaOptions topics) => new(topics, await RegistryServer.StartAsync());

    public Task SetResultsAsync(bool available)
    {
        _broker.SetLeader(Kafka.AnomaliesTopic, Kafka.Partitions, available);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        await _registry.DisposeAsync();
    }
}
