using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.Sources.Flood;

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
}
