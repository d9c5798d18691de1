using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Anomalies;
using GridFlow.Sinks.Live;
using GridFlow.Telemetry;
using GridFlow.Topology;
using GridFlow.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Control.Services;

/// <summary>The control plane on free ports, over a pipeline that only says what it is told to.</summary>
internal sealed class TestInstance : IAsyncDisposable
{
    private PipelineStatus _status = Notices.Status();

    private TestInstance(GridFlowSettings settings, Func<TestInstance, InstanceState> state, Func<TestInstance, InstanceState, WebApplication> web)
    {
        Settings = settings;
        State = state(this);
        Web = web(this, State);
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{settings.Control.GrpcPort}");
        Client = new PipelineControl.PipelineControlClient(Channel);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{settings.Control.HttpPort}") };
    }

    public GridFlowSettings Settings { get; }

    public InstanceState State { get; }

    public FakeSteering Steering { get; } = new();

    public IReadOnlyList<SinkLook> Sinks { get; set; } = [];

    public IReadOnlyList<StuckStage> Stuck { get; set; } = [];

    /// <summary>What subscribers are fed from.</summary>
    public MemoryAnomalyTopic Topic { get; } = new();

    public WebApplication Web { get; }

    public GrpcChannel Channel { get; }

    public PipelineControl.PipelineControlClient Client { get; }

    public HttpClient Http { get; }

    /// <summary>What the pipeline says of itself.</summary>
    public PipelineStatus Status
    {
        get => Volatile.Read(ref _status);
        set => Volatile.Write(ref _status, value);
    }

    public static async Task<TestInstance> StartAsync(
        Action<GridFlowSettings>? change = null, Action<WebApplication>? map = null, Action<ILoggingBuilder>? logging = null)
    {
        var configuration = ConfigurationSources.Read(null, ["--Control:GrpcPort=0", "--Control:HttpPort=0", "--Telemetry:MetricsPort=0"]);
        var settings = SettingsReader.Read(configuration);
        change?.Invoke(settings);
        ListenerPorts.Claim(settings);
        var instance = new TestInstance(settings, StateOf, (self, state) => InstanceHost.Build(
            settings,
            configuration,
            state,
            TimeProvider.System,
            logging ?? (builder => builder.SetMinimumLevel(LogLevel.None)),
            services => services.AddAnomalyStreams(settings, TestSubscriptions.Registry(), new ConditionBoard(NullLogger.Instance), self.Topic)));
        map?.Invoke(instance.Web);
        await instance.Web.StartAsync();
        return instance;
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        await Web.StopAsync();
        await Web.DisposeAsync();
    }

    private static InstanceState StateOf(TestInstance instance) => new(() => instance.Status, new LiveFeed(), TimeProvider.System)
    {
        Identity = new InstanceIdentity("gridflow-test-0", "gridflow", "sensor-readings"),
        Steering = instance.Steering,
        Sinks = () => instance.Sinks,
        Stuck = () => instance.Stuck,
        PartitionCount = _ => Task.FromResult<int?>(4),
    };
}
