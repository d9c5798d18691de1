using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Anomalies;
using GridFlow.Sinks.Live;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks.Subscribers;

/// <summary>The control plane in the pipeline's process, as <c>gridflow run</c> has it, and its subscribers in a process of their own.</summary>
internal sealed class SubscriberSide : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly SubscriberProcess _clients;

    private SubscriberSide(WebApplication web, SubscriberProcess clients) => (_web, _clients) = (web, clients);

    public static async Task<SubscriberSide> StartAsync(KafkaOptions kafka, BenchmarkPipeline pipeline, int subscribers, int stopped)
    {
        var configuration = ConfigurationSources.Read(null, ["--Control:GrpcPort=0", "--Control:HttpPort=0", "--Telemetry:MetricsPort=0"]);
        var settings = SettingsReader.Read(configuration);
        settings.Kafka = kafka;
        settings.Control.MaxSubscribers = subscribers;
        // Who has stopped reading stays for the whole run.
        settings.Control.WriteDeadline = TimeSpan.FromHours(1);
        ListenerPorts.Claim(settings);
        var web = InstanceHost.Build(
            settings,
            configuration,
            new InstanceState(() => pipeline.Status, new LiveFeed(), TimeProvider.System)
            {
                Identity = new InstanceIdentity("bench", kafka.GroupId, kafka.ReadingsTopic),
                Steering = pipeline.Steering,
            },
            TimeProvider.System,
            logging => logging.SetMinimumLevel(LogLevel.None),
            services => services.AddAnomalyStreams(settings, pipeline.Registry, new ConditionBoard(NullLogger.Instance)));
        await web.StartAsync();
        return new SubscriberSide(web, await SubscriberProcess.StartAsync($"http://127.0.0.1:{settings.Control.GrpcPort}", subscribers, stopped));
    }

    /// <summary>Ends the clients.</summary>
    /// <exception cref="InvalidOperationException">One who reads got nothing: no figure of the run counts.</exception>
    public Task CheckAsync() => _clients.EndAsync();

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _web.StopAsync();
        await _web.DisposeAsync();
    }
}
