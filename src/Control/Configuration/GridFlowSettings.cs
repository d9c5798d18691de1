using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sources;
using GridFlow.Sources.Flood;
using GridFlow.Topology;

namespace GridFlow.Control.Configuration;

/// <summary>Every section of the configuration, bound and validated.</summary>
public sealed class GridFlowSettings
{
    /// <summary>Section <c>Kafka</c>.</summary>
    public KafkaOptions Kafka { get; set; } = new();

    /// <summary>Section <c>SchemaRegistry</c>.</summary>
    public SchemaRegistryOptions SchemaRegistry { get; set; } = new();

    /// <summary>Section <c>Detection</c>.</summary>
    public DetectionOptions Detection { get; set; } = new();

    /// <summary>Section <c>DeadLetters</c>.</summary>
    public DeadLetterOptions DeadLetters { get; set; } = new();

    /// <summary>Section <c>Checkpoints</c>.</summary>
    public CheckpointsOptions Checkpoints { get; set; } = new();

    /// <summary>Section <c>Archive</c>.</summary>
    public ArchiveOptions Archive { get; set; } = new();

    /// <summary>Section <c>Pipeline</c>.</summary>
    public PipelineOptions Pipeline { get; set; } = new();

    /// <summary>Section <c>InfluxDb</c>.</summary>
    public InfluxDbOptions InfluxDb { get; set; } = new();

    /// <summary>Section <c>Control</c>.</summary>
    public ControlOptions Control { get; set; } = new();

    /// <summary>Section <c>Telemetry</c>.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>The part that the pipeline needs.</summary>
    public PipelineSettings ForPipeline() => new(Kafka, SchemaRegistry, Detection, Checkpoints, Pipeline) { DeadLetters = DeadLetters, Tracing = Telemetry.Sampling };

    /// <summary>The part that the InfluxDB writer needs.</summary>
    public InfluxDbSettings ForInfluxDb() => new(InfluxDb, Kafka, SchemaRegistry);
}
