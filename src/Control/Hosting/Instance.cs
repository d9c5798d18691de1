using System.Net;
using GridFlow.Checkpoints;
using GridFlow.Control.Configuration;
using GridFlow.Control.Metrics.Otlp;
using GridFlow.Control.Services.Anomalies;
using GridFlow.Decoding;
using GridFlow.Sinks.Archive;
using GridFlow.Telemetry;
using GridFlow.Topology;

namespace GridFlow.Control.Hosting;

/// <summary>One pipeline with its control plane.</summary>
internal sealed class Instance : IAsyncDisposable
{
    /// <summary>Longest drain: the pipeline itself gives up after 8 s, the contract allows 10 s from the signal to the exit.</summary>
    public static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(9);

    private static readonly TimeSpan SidesPatience = TimeSpan.FromSeconds(1);

    private readonly GridFlowSettings _settings;
    private readonly TimeProvider _time;
    private readonly ConfluentSchemaRegistry _registry;
    private readonly Pipeline _pipeline;
    private readonly WebApplication _web;
    private readonly ArchivePipeline? _archive;
    private readonly ILogger _log;
    // What runs beside alerting and must never stop it; each keeps itself running.
    private readonly List<Func<CancellationToken, Task>> _sides = [];
    private readonly InfluxDbSide? _influxDb;
    private readonly StuckWatch _stuckWatch;

    public Instance(GridFlowSettings settings, IConfigurationRoot configuration, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        _settings = settings;
        _time = time;
        // The pipeline lives outside of the web server and logs to the same place.
        var loggers = LoggerFactory.Create(builder =>
        {
            builder.AddConfiguration(configuration.GetSection("Logging"));
            logging(builder);
        });
        Loggers = loggers;
        _log = loggers.CreateLogger<Instance>();
        _registry = new ConfluentSchemaRegistry(settings.SchemaRegistry);
        _pipeline = new Pipeline(settings.ForPipeline(), _registry, time, loggers);
        if (settings.Archive.Target != ArchiveTargetKind.Off)
        {
            _archive = new ArchivePipeline(settings.ForPipeline(), settings.Archive, _pipeline.InstanceId, _registry, _pipeline.Conditions, time, loggers);
            _sides.Add(new SideRunner("archive", _archive.RunAsync, _pipeline.Conditions, time).RunAsync);
        }

        if (settings.InfluxDb.IsOn)
        {
            _influxDb = new InfluxDbSide(settings.ForInfluxDb(), _registry, _pipeline.Conditions, time, loggers);
            _sides.Add(new SideRunner(InfluxDbSide.Subject, _influxDb.RunAsync, _pipeline.Conditions, time).RunAsync);
        }

        // The sides are not watched: what they do can wait, and starting them again would take alerting with it.
        _stuckWatch = new StuckWatch(_pipeline.GetProgress, settings.Control.StuckAfter, _pipeline.Conditions, time);
        State = new InstanceState(_pipeline.GetStatus, _pipeline.LiveFeed, time)
        {
            Identity = new InstanceIdentity(_pipeline.InstanceId, settings.Kafka.GroupId, settings.Kafka.ReadingsTopic),
            Steering = _pipeline.Steering,
            Stuck = () => _stuckWatch.Stuck,
            Sinks = new SinkBooks(settings, _pipeline, _archive, _influxDb).Read,
            PartitionCount = new TopicSize(settings.Kafka).ReadAsync,
        };
        _web = InstanceHost.Build(settings, configuration, State, time, logging, services =>
        {
            services.AddAnomalyStreams(settings, _registry, _pipeline.Conditions);
            services.AddOtlpExport(settings.Telemetry, _pipeline.InstanceId, _pipeline.Conditions);
        });
    }

    public InstanceState State { get; }

    public ISchemaRegistry Registry => _registry;

    public ILoggerFactory Loggers { get; }

    /// <summary>The web server, to map more on before it starts.</summary>
    public WebApplication Web => _web;

    /// <summary>Opens the ports; the state is STARTING.</summary>
    public async Task StartServingAsync()
    {
        await _web.StartAsync();
        var addresses = InstanceAddresses.Of(_settings);
        HostingLog.Listening(_log, ProductVersion.Text, addresses.Grpc, addresses.Health, addresses.Metrics);
        if (_settings.Control.CertificatePath is null && !IPAddress.IsLoopback(ListenerPorts.Address(_settings.Control.Host)))
        {
            HostingLog.PlaintextBeyondLoopback(_log, _settings.Control.Host);
        }
    }

    /// <summary>Runs the pipeline until told to stop, then drains; false when something was left in flight.</summary>
    public async Task<bool> RunPipelineAsync(CancellationToken stop)
    {
        State.WaitingFor = null;
        HostingLog.PipelineStarts(_log, _settings.Kafka.GroupId, _settings.Kafka.ReadingsTopic, SettingText.Kebab(_settings.Checkpoints.Delivery.ToString()));
        SayWhatGoesWhere();
        using var stopSides = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sides = Task.WhenAll(_sides.Select(side => Task.Run(() => side(stopSides.Token), CancellationToken.None)));
        var run = _pipeline.RunAsync(stop);
        try
        {
            await Task.WhenAny(run, WhenCancelled(stop));
            if (!run.IsCompleted)
            {
                HostingLog.Stopping(_log);
            }

            await Task.WhenAll(run, EndOfSides()).WaitAsync(DrainLimit, _time, CancellationToken.None);
        }
        catch (TimeoutException) when (!run.IsCompleted || !sides.IsCompleted)
        {
            HostingLog.DrainTimedOut(_log, DrainLimit.TotalSeconds);
            await (run.IsFaulted ? run : Task.CompletedTask);
            return false;
        }
        catch (Exception e) when (!(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            State.Failure = e.Message;
            if (e is PartitionUnrecoverableException)
            {
                HostingLog.PipelineStops(_log, e.Message);
            }
            else
            {
                HostingLog.PipelineFailed(_log, e);
            }

            throw;
        }

        var counts = _pipeline.GetStatus().Conservation;
        HostingLog.Stopped(_log, counts.Consumed, counts.Scored, counts.Dropped, counts.DeadLetters, counts.InFlight);
        return counts.InFlight == 0;

        // They run as long as the pipeline does, whatever ends it.
        async Task EndOfSides()
        {
            await Task.WhenAny(run, WhenCancelled(stop));
            await stopSides.CancelAsync();
            // A pipeline that has failed by itself must be started again soon, and what the sides have not finished they do then.
            await (stop.IsCancellationRequested ? sides : Task.WhenAny(sides, Task.Delay(SidesPatience, _time, CancellationToken.None)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The streams end first, then what they read from.
        await Task.WhenAll(OtlpExport.ShutdownAsync(_web.Services), _web.StopAsync());
        await _web.DisposeAsync();
        _stuckWatch.Dispose();
        await _pipeline.DisposeAsync();
        _archive?.Dispose();
        _influxDb?.Dispose();
        _registry.Dispose();
        Loggers.Dispose();
    }

    private void SayWhatGoesWhere()
    {
        if (_settings.Telemetry.IsOtlpOn)
        {
            HostingLog.OtlpOn(_log, _settings.Telemetry.OtlpEndpoint!, _settings.Telemetry.TraceSampleRatio, _settings.Telemetry.MaxTracesPerSecond);
        }

        if (_settings.InfluxDb.IsOn)
        {
            HostingLog.InfluxDbOn(_log, _settings.InfluxDb.Target, _settings.InfluxDb.GroupId);
        }
        else
        {
            HostingLog.InfluxDbOff(_log);
        }

        if (_archive is not null)
        {
            HostingLog.ArchiveOn(_log, _archive.Target, _settings.Archive.GroupId, Path.GetFullPath(_settings.Archive.SpoolDirectory));
        }
        else
        {
            HostingLog.ArchiveOff(_log);
        }
    }

    private static async Task WhenCancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task;
    }
}
