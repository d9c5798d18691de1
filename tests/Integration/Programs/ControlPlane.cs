using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Anomalies;
using GridFlow.Decoding;
using GridFlow.Sinks.Live;
using GridFlow.Steering;
using GridFlow.Telemetry;
using GridFlow.Topology;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Integration.Programs;

/// <summary>The control plane of one instance on a real Kafka, without a pipeline: what its subscribers get does not depend on one.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly GridFlowSettings _settings;
    private readonly ConfluentSchemaRegistry _registry;
    private readonly WebApplication _web;

    private ControlPlane(GridFlowSettings settings, ConfluentSchemaRegistry registry, WebApplication web) => (_settings, _registry, _web) = (settings, registry, web);

    public string GrpcAddress => $"http://127.0.0.1:{_settings.Control.GrpcPort}";

    public string HttpAddress => $"http://127.0.0.1:{_settings.Control.HttpPort}";

    public static async Task<ControlPlane> StartAsync(PipelineSetup setup, Action<ControlOptions>? change = null)
    {
        var configuration = ConfigurationSources.Read(null, [.. setup.Arguments.Where(argument => argument.StartsWith("--Kafka:", StringComparison.Ordinal) || argument.StartsWith("--SchemaRegistry:", StringComparison.Ordinal)), "--Control:GrpcPort=0", "--Control:HttpPort=0", "--Telemetry:MetricsPort=0"]);
        var settings = SettingsReader.Read(configuration);
        settings.Control.Heartbeat = TimeSpan.FromMilliseconds(500);
        change?.Invoke(settings.Control);
        ListenerPorts.Claim(settings);
        var registry = new ConfluentSchemaRegistry(settings.SchemaRegistry);
        var status = new PipelineStatus(PipelineState.Running, default, [], [], new Conservation(0, 0, 0, 0, 0), new LatencyQuantiles(0, 0, 0, 0), 0, [], new Dictionary<string, long>(), []);
        var state = new InstanceState(() => status, new LiveFeed(), TimeProvider.System)
        {
            WaitingFor = null,
            Identity = new InstanceIdentity("control-plane-alone", settings.Kafka.GroupId, settings.Kafka.ReadingsTopic),
            Steering = new PipelineSteering(settings.Kafka, settings.Detection.ThresholdSigma, TimeProvider.System),
        };
        var web = InstanceHost.Build(
            settings,
            configuration,
            state,
            TimeProvider.System,
            logging => logging.SetMinimumLevel(LogLevel.None),
            services => services.AddAnomalyStreams(settings, registry, new ConditionBoard(NullLogger.Instance)));
        await web.StartAsync();
        return new ControlPlane(settings, registry, web);
    }

    /// <summary>A connection of its own.</summary>
    public GrpcChannel Connect() => GrpcChannel.ForAddress(GrpcAddress);

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        _registry.Dispose();
    }
}
