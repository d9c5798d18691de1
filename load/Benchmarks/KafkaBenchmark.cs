using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Sources;

namespace GridFlow.Load.Benchmarks;

/// <summary>
/// The whole pipeline from a real Kafka, at-least-once and without snapshots, over a topic that is full already. The reference in the same run is a bare
/// <c>Consume()</c> loop of Confluent.Kafka over the same topic, one after the other in turns.
/// </summary>
internal sealed class KafkaBenchmark(string bootstrapServers, int meters, int readings, int partitions, Action<string> progress)
{
    private readonly BenchmarkTopics _topics = new(bootstrapServers, "kafka");

    public async Task<IReadOnlyList<(BenchmarkRun Bare, BenchmarkRun Pipeline)>> RunAsync(int rounds)
    {
        await _topics.CreateAsync(partitions);
        progress($"producing {readings:N0} readings of {meters:N0} meters");
        new TopicFill(_topics, meters, partitions).Add(readings);
        var results = new List<(BenchmarkRun, BenchmarkRun)>();
        for (var round = 0; round < rounds; round++)
        {
            progress($"round {round + 1} of {rounds}: bare Consume()");
            var bare = Bare(round);
            progress($"round {round + 1} of {rounds}: pipeline");
            var checkpoints = new CheckpointsOptions { Delivery = Delivery.AtLeastOnce, Store = SnapshotStores.None };
            results.Add((bare, await TopicRun.OfAsync(_topics, $"pipeline-{round}", checkpoints, readings)));
        }

        return results;
    }

    private BenchmarkRun Bare(int round)
    {
        var config = KafkaClientConfig.Consumer(_topics.Options($"bare-{round}"));
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        consumer.Subscribe(_topics.Readings);
        consumer.Consume(TimeSpan.FromSeconds(30));
        var probe = CpuProbe.Start();
        for (var i = 1; i < readings; i++)
        {
            consumer.Consume();
        }

        var run = probe.Stop(readings, 0);
        consumer.Close();
        return run;
    }
}
