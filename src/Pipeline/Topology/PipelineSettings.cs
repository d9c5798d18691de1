using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sources;

namespace GridFlow.Topology;

/// <summary>All that a pipeline is configured by; each part is one section of the configuration and validated before it comes here.</summary>
public sealed record PipelineSettings(
    KafkaOptions Kafka,
    SchemaRegistryOptions SchemaRegistry,
    DetectionOptions Detection,
    CheckpointsOptions Checkpoints,
    PipelineOptions Pipeline);
