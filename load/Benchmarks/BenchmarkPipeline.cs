using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Steering;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks;

/// <summary>A running pipeline with default settings but for what is given, and a registry in memory.</summary>
internal sealed class BenchmarkPipeline : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly Pipeline _pipeline;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public BenchmarkPipeline(KafkaOptions kafka, CheckpointsOptions checkpoints, ILoggerFactory? loggers = null, PipelineOptions? pipeline = null)
    {
        var registry = new FakeSchemaRegistry();
        Registry = registry;
        registry.Set(ReadingStream.SchemaId, GridFlowSchemas.SensorReading);
        var settings = new PipelineSettings(kafka, new SchemaRegistryOptions(), new DetectionOptions(), checkpoints, pipeline ?? new PipelineOptions());
        _pipeline = new Pipeline(settings, registry, TimeProvider.System, loggers ?? NullLoggerFactory.Instance);
        _running = _pipeline.RunAsync(_stop.Token);
    }

    public ISchemaRegistry Registry { get; }

    public PipelineStatus Status => _pipeline.GetStatus();

    public ISteering Steering => _pipeline.Steering;

    public long Anomalies => Status.Anomalies.Sum(a => a.Count);

    /// <summary>Waits until the status is as wanted; a pipeline that fails meanwhile throws.</summary>
    public Task UntilAsync(Func<PipelineStatus, bool> condition) => UntilAsync(condition, Look);

    public async Task UntilAsync(Func<PipelineStatus, bool> condition, TimeSpan look)
    {
        while (!condition(Status))
        {
            if (_running.IsCompleted)
            {
                await _running;
                throw new InvalidOperationException("The pipeline has ended.");
            }

            await Task.Delay(look, TimeProvider.System);
        }
    }

    /// <summary>Waits until so many readings have been read and everything read is settled.</summary>
    public Task SettledAsync(long readings) => UntilAsync(status => status.Conservation is { InFlight: 0 } sums && sums.Consumed >= readings);

    /// <summary>Stops in order.</summary>
    /// <exception cref="InvalidOperationException">Readings are missing from the books, so no figure of the run counts.</exception>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        if (Status.Conservation is not { Difference: 0, DeadLetters: 0 })
        {
            throw new InvalidOperationException($"Readings went astray: {Status.Conservation}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await _pipeline.DisposeAsync();
        _stop.Dispose();
    }
}
