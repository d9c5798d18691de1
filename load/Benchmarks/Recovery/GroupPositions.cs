using Confluent.Kafka;

namespace GridFlow.Load.Benchmarks.Recovery;

/// <summary>Sets what a group without members has committed.</summary>
internal static class GroupPositions
{
    public static void Set(BenchmarkTopics topics, string group, IReadOnlyList<long> positions)
    {
        var options = topics.Options(group);
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = options.BootstrapServers, GroupId = options.GroupId }).Build();
        consumer.Commit(positions.Select((offset, partition) => new TopicPartitionOffset(topics.Readings, partition, offset)));
    }
}
