using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Load.Scenarios.Reporting;
using GridFlow.Load.Scenarios.Running;
using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>A Kafka that was given, with topics of the run's own; a registry that was given, or one in this process.</summary>
internal sealed class GivenPlace : IBrokerPlace
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly RegistryServer? _registry;
    private readonly SinkGate? _gate;
    private readonly bool _keepTopics;

    private GivenPlace(KafkaOptions kafka, RunOptions options, SinkGate? gate, RegistryServer? registry)
    {
        Kafka = kafka;
        _registry = registry;
        _gate = gate;
        _keepTopics = options.KeepTopics;
        RegistryUrl = options.RegistryUrl ?? registry!.Url;
    }

    public string Description => $"Kafka {Kafka.BootstrapServers}, {(_registry is not null ? "registry in this process" : $"registry {Masked.Text(RegistryUrl)}")}, exactly-once";

    public KafkaOptions Kafka { get; }

    public string PipelineBootstrap => _gate is null ? Kafka.BootstrapServers : _gate.Listen.ToString();

    public string RegistryUrl { get; }

    public IReadOnlyList<string> PipelineArguments => ["--create-topics", $"--Kafka:Partitions={Kafka.Partitions}"];

    public bool IsExactlyOnce => true;

    public long MostBacklog => long.MaxValue;

    public string HowResultsStop => "a gate in front of the broker holds back the connections of the pipeline's producer; its consumer, the group and everybody else go on";

    /// <param name="kafka">Address and topics.</param>
    /// <param name="options">Registry, gate, and whether topics stay.</param>
    /// <exception cref="ScenarioFailedException">The gate cannot listen.</exception>
    public static async Task<GivenPlace> StartAsync(KafkaOptions kafka, RunOptions options)
    {
        // First what may be refused: nothing is there yet that would be left.
        SinkGate? gate;
        try
        {
            gate = options.SinkGate is { } address ? new SinkGate(address) : null;
        }
        catch (SocketException e)
        {
            throw new ScenarioFailedException($"--sink-gate: nobody can listen on {options.SinkGate!.Listen}: {e.Message}", e);
        }

        try
        {
            return new(kafka, options, gate, options.RegistryUrl is null ? await RegistryServer.StartAsync() : null);
        }
        catch
        {
            await (gate?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    public Task SetResultsAsync(bool available)
    {
        (_gate ?? throw new ScenarioFailedException("Stopping the result sink of a given Kafka takes --sink-gate.")).Set(available);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await (_gate?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_keepTopics ? Task.CompletedTask : DeleteTopicsAsync());
        await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task DeleteTopicsAsync()
    {
        using var admin = new AdminClientBuilder(KafkaClientConfig.Admin(Kafka)).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        try
        {
            await admin.DeleteTopicsAsync([Kafka.ReadingsTopic, Kafka.AnomaliesTopic, Kafka.DeadLetterTopic, Kafka.ControlTopic], new DeleteTopicsOptions { RequestTimeout = RequestTimeout });
        }
        catch (DeleteTopicsException e) when (e.Results.All(result => !result.Error.IsError || result.Error.Code == ErrorCode.UnknownTopicOrPart))
        {
            // The pipeline makes only those it needs.
        }
        catch (KafkaException e)
        {
            await Console.Error.WriteLineAsync($"gridflow-load: topics {Kafka.ReadingsTopic} and its like are left on {Kafka.BootstrapServers}: {e.Error.Reason}");
        }
    }
}
