using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>A Kafka that was given, with topics of the run's own; a registry that was given, or one in this process.</summary>
internal sealed class GivenPlace : IBrokerPlace
{
    private const string MinInSync = "min.insync.replicas";
    // More than any topic has.
    private const string Unreachable = "100";

    private readonly IAdminClient _admin;
    private readonly RegistryServer? _registry;
    private readonly bool _keepTopics;
    private readonly bool _ownRegistry;
    private bool _resultsStopped;

    private GivenPlace(KafkaOptions kafka, string? registryUrl, RegistryServer? registry, bool keepTopics)
    {
        Kafka = kafka;
        _registry = registry;
        _ownRegistry = registry is not null;
        _keepTopics = keepTopics;
        RegistryUrl = registryUrl ?? registry!.Url;
        _admin = new AdminClientBuilder(KafkaClientConfig.Admin(kafka)).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
    }

    public string Description => $"Kafka {Kafka.BootstrapServers}, {(_ownRegistry ? "registry in this process" : $"registry {RegistryUrl}")}, exactly-once";

    public KafkaOptions Kafka { get; }

    public string RegistryUrl { get; }

    public IReadOnlyList<string> PipelineArguments => ["--create-topics", $"--Kafka:Partitions={Kafka.Partitions}"];

    public bool IsExactlyOnce => true;

    public long MostBacklog => long.MaxValue;

    public string HowResultsStop => $"the anomalies topic asks for {Unreachable} replicas in sync ({MinInSync})";

    /// <param name="kafka">Address and topics.</param>
    /// <param name="registryUrl">Null for a registry in this process.</param>
    /// <param name="keepTopics">Whether the topics stay.</param>
    public static async Task<GivenPlace> StartAsync(KafkaOptions kafka, string? registryUrl, bool keepTopics) =>
        new(kafka, registryUrl, registryUrl is null ? await RegistryServer.StartAsync() : null, keepTopics);

    public async Task SetResultsAsync(bool available)
    {
        await _admin.IncrementalAlterConfigsAsync(new()
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = Kafka.AnomaliesTopic }] =
            [
                new ConfigEntry { Name = MinInSync, Value = Unreachable, IncrementalOperation = available ? AlterConfigOpType.Delete : AlterConfigOpType.Set },
            ],
        });
        _resultsStopped = !available;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Also after a Ctrl-C in between: nobody else knows that it was us.
            await (_resultsStopped ? SetResultsAsync(available: true) : Task.CompletedTask);
            await (_keepTopics ? Task.CompletedTask : _admin.DeleteTopicsAsync([Kafka.ReadingsTopic, Kafka.AnomaliesTopic, Kafka.DeadLetterTopic, Kafka.ControlTopic]));
        }
        catch (KafkaException e) when (e is DeleteTopicsException or IncrementalAlterConfigsException || e.Error.IsError)
        {
            await Console.Error.WriteLineAsync($"gridflow-load: topics {Kafka.ReadingsTopic}* are left on {Kafka.BootstrapServers}: {e.Error.Reason}");
        }

        _admin.Dispose();
        await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
