using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Anomalies;
using GridFlow.Sinks.Live;
using GridFlow.Telemetry;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Control.Services;

/// <summary>The control plane on free ports, over a pipeline that only says what it is told to.</summary>
internal sealed class TestInstance : IAsyncDisposable
{
    private TestInstance(GridFlowSettings settings, InstanceState state, MemoryAnomalyTopic topic, WebApplication web)
    {
        Topic = topic;
        Settings = settings;
        State = state;
        Web = web;
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{settings.Control.GrpcPort}");
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{settings.Control.HttpPort}") };
    }

    public GridFlowSettings Settings { get; }

    public InstanceState State { get; }

    /// <summary>What subscribers are fed from.</summary>
    public MemoryAnomalyTopic Topic { get; }

    public WebApplication Web { get; }

    public GrpcChannel Channel { get; }

    public HttpClient Http { get; }

    public static async Task<TestInstance> StartAsync(Action<GridFlowSettings>? change = null, Action<WebApplication>? map = null)
    {
        var configuration = ConfigurationSources.Read(null, ["--Control:GrpcPort=0", "--Control:HttpPort=0", "--Telemetry:MetricsPort=0"]);
        var settings = SettingsReader.Read(configuration);
        change?.Invoke(settings);
        ListenerPorts.Claim(settings);
        var state = new InstanceState(() => Notices.Status(), new LiveFeed(), TimeProvider.System);
        var topic = new MemoryAnomalyTopic();
        var web = InstanceHost.Build(
            settings,
            configuration,
            state,
            TimeProvider.System,
            logging => logging.SetMinimumLevel(LogLevel.None),
            services => services.AddAnomalyStreams(settings, TestSubscriptions.Registry(), new ConditionBoard(NullLogger.Instance), topic));
        map?.Invoke(web);
        await web.StartAsync();
        return new TestInstance(settings, state, topic, web);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        await Web.StopAsync();
        await Web.DisposeAsync();
    }
}
