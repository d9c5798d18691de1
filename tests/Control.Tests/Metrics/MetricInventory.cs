using GridFlow.Checkpoints;
using GridFlow.Control.Metrics.Otlp;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sources;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Control.Metrics;

/// <summary>Everything in the program that has instruments, made and not run.</summary>
internal sealed class MetricInventory : IAsyncDisposable
{
    private readonly InstrumentRecorder _recorder = new();
    private readonly List<IDisposable> _owners = [];
    private readonly Topology.Pipeline _pipeline;

    public MetricInventory()
    {
        _pipeline = _recorder.Create(() =>
        {
            var (kafka, registry, schemas) = (new KafkaOptions(), new FakeSchemaRegistry(), new SchemaRegistryOptions());
            var settings = new PipelineSettings(kafka, schemas, new DetectionOptions(), new CheckpointsOptions(), new PipelineOptions());
            var pipeline = new Topology.Pipeline(settings, registry, TimeProvider.System, NullLoggerFactory.Instance);
            var conditions = pipeline.Conditions;
            _owners.Add(new ArchivePipeline(settings, new ArchiveOptions(), "inventory", registry, conditions, TimeProvider.System, NullLoggerFactory.Instance));
            _owners.Add(new InfluxDbSide(new InfluxDbSettings(new InfluxDbOptions(), kafka, schemas), registry, conditions, TimeProvider.System, NullLoggerFactory.Instance));
            _owners.Add(new SubscriberMetrics());
            _owners.Add(new ControlMetrics());
            _owners.Add(new ProcessMetrics());
            _owners.Add(new OtlpWatch("http://localhost:4317", conditions));
            return pipeline;
        });
        _recorder.Read();
    }

    /// <summary>What instruments say of themselves, by name.</summary>
    public IReadOnlyDictionary<string, HashSet<InstrumentFacts>> Facts => _recorder.Facts;

    /// <summary>Labels that were measured, by name.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Labels => _recorder.Labels;

    public async ValueTask DisposeAsync()
    {
        _owners.ForEach(owner => owner.Dispose());
        await _pipeline.DisposeAsync();
        _recorder.Dispose();
    }
}
