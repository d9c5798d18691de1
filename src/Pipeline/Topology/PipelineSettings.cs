using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.Sources.Flood;
using GridFlow.Telemetry.Tracing;

namespace GridFlow.Topology;

/// <summary>All that a pipeline is configured by; each part is one section of the configuration and validated before it comes here.</summary>
public sealed record PipelineSettings(
    KafkaOptions Kafka,
    SchemaRegistryOptions SchemaRegistry,
    DetectionOptions Detection,
    CheckpointsOptions Checkpoints,
    PipelineOptions Pipeline)
{
    /// <summary>When a partition full of dead letters is paused; by default never.</summary>
    public DeadLetterOptions DeadLetters { get; init; } = new();

    /// <summary>How many batches are traced, while somebody listens to the activity source <c>GridFlow</c>.</summary>
    public TraceSampling Tracing { get; init; } = TraceSampling.Default;
}
