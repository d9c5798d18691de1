using GridFlow.Control.Demo;
using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>Broker and registry in this process: nothing is needed, and nothing is left.</summary>
internal sealed class EmbeddedPlace : IBrokerPlace
{
    // A reading takes 80 to 110 bytes there; half of what a partition holds, because keys do not spread evenly.
    private const long RecordsPerPartition = EmbeddedBroker.PartitionLimitBytes / 2 / 110;

    // A client that finds its broker gone tries again after up to ten seconds; a sink that is back after one would be waited for.
    private const string Reconnect = "reconnect.backoff.max.ms";
    private const string ReconnectMs = "250";

    private readonly EmbeddedBroker _broker;
    private readonly RegistryServer _registry;

    private EmbeddedPlace(KafkaOptions topics, RegistryServer registry)
    {
        _registry = registry;
        Kafka = topics;
        _broker = EmbeddedBroker.WithSeparate(Kafka.GroupId, Kafka.Partitions, Kafka.ReadingsTopic, Kafka.DeadLetterTopic, Kafka.ControlTopic, Kafka.AnomaliesTopic);
        Kafka.BootstrapServers = _broker.BootstrapServers;
        // It answers an empty fetch only when its whole time is over.
        Kafka.Consumer["fetch.wait.max.ms"] = "10";
        Kafka.Consumer["check.crcs"] = "false";
        Kafka.Consumer[Reconnect] = ReconnectMs;
    }

    public string Description => "embedded broker and registry, at-least-once";

    public KafkaOptions Kafka { get; }

    public string PipelineBootstrap => Kafka.BootstrapServers;

    public string RegistryUrl => _registry.Url;

    public IReadOnlyList<string> PipelineArguments => ["--Checkpoints:Delivery=at-least-once", "--Kafka:Consumer:fetch.wait.max.ms=10", "--Kafka:Consumer:check.crcs=false", $"--Kafka:Producer:{Reconnect}={ReconnectMs}"];

    public bool IsExactlyOnce => false;

    public long MostBacklog => Kafka.Partitions * RecordsPerPartition;

    public string HowResultsStop => "the anomalies topic is alone on a second embedded broker, which goes down";

    /// <summary>Starts both.</summary>
    public static async Task<EmbeddedPlace> StartAsync(KafkaOptions topics) => new(topics, await RegistryServer.StartAsync());

    public Task SetResultsAsync(bool available)
    {
        _broker.SetSeparateAvailable(available);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        await _registry.DisposeAsync();
    }
}
