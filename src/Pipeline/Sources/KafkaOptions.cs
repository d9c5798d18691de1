using System.ComponentModel.DataAnnotations;

namespace GridFlow.Sources;

/// <summary>Section <c>Kafka</c>: brokers, topics, group, and any property of the Kafka client.</summary>
public sealed class KafkaOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Kafka";

    /// <summary>Brokers to start from, <c>host:port[,host:port…]</c>. Default <c>localhost:9092</c>.</summary>
    [Required]
    public string BootstrapServers { get; set; } = "localhost:9092";

    /// <summary>Topic that readings come from. Default <c>sensor-readings</c>.</summary>
    [Required]
    public string ReadingsTopic { get; set; } = "sensor-readings";

    /// <summary>Topic that anomalies go to. Default <c>anomalies</c>.</summary>
    [Required]
    public string AnomaliesTopic { get; set; } = "anomalies";

    /// <summary>Topic that unreadable records go to. Default <c>dead-letter-queue</c>.</summary>
    [Required]
    public string DeadLetterTopic { get; set; } = "dead-letter-queue";

    /// <summary>
    /// Topic of settings that hold for all instances, of pauses and of the audit trail: one partition is used, and it should be compacted. Default
    /// <c>gridflow-control</c>. Keys begin with the group, so several groups can share it.
    /// </summary>
    [Required]
    public string ControlTopic { get; set; } = "gridflow-control";

    /// <summary>Consumer group. Default <c>gridflow</c>.</summary>
    [Required]
    public string GroupId { get; set; } = "gridflow";

    /// <summary>Partitions of a topic that <c>--create-topics</c> makes. Default 4.</summary>
    [Range(1, 10_000)]
    public int Partitions { get; set; } = 4;

    /// <summary>Replication factor of a topic that <c>--create-topics</c> makes; -1 (default) leaves it to the broker.</summary>
    [Range(-1, 100)]
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>Properties for every client, as librdkafka names them (<c>security.protocol</c>, <c>sasl.username</c>, …).</summary>
    public Dictionary<string, string> Properties { get; set; } = [];

    /// <summary>Properties for the consumer; override <see cref="Properties"/>.</summary>
    public Dictionary<string, string> Consumer { get; set; } = [];

    /// <summary>Properties for the producer; override <see cref="Properties"/>.</summary>
    public Dictionary<string, string> Producer { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // Offsets that the client moves by itself would run ahead of what is delivered, and a group id here would not be the one that is shown.
        string[] ours = ["enable.auto.commit", "enable.auto.offset.store", "group.id", "bootstrap.servers", "transactional.id", "isolation.level", "enable.idempotence"];
        var sections = new[] { (nameof(Properties), Properties), (nameof(Consumer), Consumer), (nameof(Producer), Producer) };
        foreach (var (name, properties) in sections)
        {
            foreach (var key in properties.Keys.Intersect(ours, StringComparer.OrdinalIgnoreCase))
            {
                yield return new ValidationResult($"{key} is set by GridFlow itself and cannot be given.", [$"{name}:{key}"]);
            }
        }
    }
}
