using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Decoding;
using GridFlow.Integration.Servers;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GridFlow.Integration.Programs;

/// <summary>The InfluxDB writer by itself, as <c>gridflow run</c> runs it beside the pipeline.</summary>
internal sealed class InfluxRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConfluentSchemaRegistry _registry;
    private readonly InfluxDbSide _side;
    private readonly Task _running;

    public InfluxRun(PipelineSetup setup, InfluxDbOptions options)
    {
        var kafka = new KafkaOptions { BootstrapServers = setup.Kafka, AnomaliesTopic = setup.Anomalies, DeadLetterTopic = setup.DeadLetters };
        foreach (var (key, value) in setup.ClientProperties)
        {
            kafka.Consumer[key] = value;
        }

        var registry = new SchemaRegistryOptions { Url = setup.Registry };
        _registry = new ConfluentSchemaRegistry(registry);
        _side = new InfluxDbSide(new InfluxDbSettings(options, kafka, registry), _registry, Conditions, TimeProvider.System, NullLoggerFactory.Instance);
        _running = new SideRunner(InfluxDbSide.Subject, _side.RunAsync, Conditions, TimeProvider.System).RunAsync(_stop.Token);
    }

    public ConditionBoard Conditions { get; } = new(NullLogger.Instance);

    public long Written => _side.Written;

    public long Pending => _side.Pending;

    /// <summary>Settings for a test's own group.</summary>
    public static InfluxDbOptions Options(PipelineSetup setup, InfluxServer server, string? url = null) => new()
    {
        Url = url ?? server.Url,
        Org = server.Org,
        Bucket = server.Bucket,
        Token = server.WriteToken,
        Timeout = TimeSpan.FromSeconds(2),
        GroupId = $"{setup.Group}-influx",
    };

    /// <summary>Makes the two topics it needs.</summary>
    public static async Task CreateTopicsAsync(PipelineSetup setup)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = setup.Kafka }).Build();
        await admin.CreateTopicsAsync(new[] { setup.Anomalies, setup.DeadLetters }.Select(name => new TopicSpecification { Name = name, NumPartitions = PipelineSetup.Partitions }));
    }

    /// <summary>Waits until so many lines have been acknowledged.</summary>
    public Task WrittenAsync(long lines) => Until.ThereAsync(() => Task.FromResult(Written >= lines ? null : $"{Written} of {lines} lines written, {Said}"));

    /// <summary>Waits until a condition says all of these.</summary>
    public Task SaysAsync(params string[] words) => Until.ThereAsync(
        () => Task.FromResult(Conditions.Sentences.Any(sentence => words.All(word => sentence.Contains(word, StringComparison.Ordinal))) ? null : $"wanted a condition with {string.Join(", ", words)}; {Said}"));

    /// <summary>Waits until all is well.</summary>
    public Task WellAsync() => Until.ThereAsync(() => Task.FromResult(Conditions.Sentences.Count == 0 ? null : Said));

    /// <summary>Stops in order.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _side.Dispose();
        _registry.Dispose();
        _stop.Dispose();
    }

    private string Said => $"conditions: {string.Join("; ", Conditions.Sentences)}";
}
