using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Sources;

namespace GridFlow.Load.Benchmarks;

/// <summary>Topics of one benchmark's own, so that no run meets the leftovers of another.</summary>
internal sealed class BenchmarkTopics(string bootstrapServers, string benchmark)
{
    public string BootstrapServers => bootstrapServers;

    public string Readings { get; } = $"bench-{benchmark}-{Guid.NewGuid():N}";

    public string Anomalies => $"{Readings}-anomalies";

    public string Bare => $"{Readings}-bare";

    private string Control => $"{Readings}-control";

    private string DeadLetters => $"{Readings}-dead";

    /// <summary>Makes the topics.</summary>
    /// <param name="partitions">Of each.</param>
    /// <param name="brokerStamps">The broker writes its own time on every record instead of the producer's.</param>
    public async Task CreateAsync(int partitions, bool brokerStamps = false)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        await admin.CreateTopicsAsync(new[] { Readings, Anomalies, Bare, DeadLetters, Control }.Select(name => new TopicSpecification
        {
            Name = name,
            NumPartitions = name == Control ? 1 : partitions,
            ReplicationFactor = 1,
            Configs = new() { ["message.timestamp.type"] = brokerStamps && name != Anomalies ? "LogAppendTime" : "CreateTime" },
        }));
    }

    /// <summary>What a pipeline, or a reader, of a group is configured by.</summary>
    public KafkaOptions Options(string group) => new()
    {
        BootstrapServers = bootstrapServers,
        ReadingsTopic = Readings,
        AnomaliesTopic = Anomalies,
        DeadLetterTopic = DeadLetters,
        ControlTopic = Control,
        GroupId = $"{Readings}-{group}",
    };
}
