using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks;

/// <summary>
/// The whole pipeline from a real Kafka, at-least-once, over a topic that is full already. The reference in the same run is a bare <c>Consume()</c> loop of
/// Confluent.Kafka over the same topic, one after the other in turns.
/// </summary>
internal sealed class KafkaBenchmark(string bootstrapServers, int meters, int readings, int partitions, Action<string> progress)
{
    private readonly string _topic = $"bench-readings-{Guid.NewGuid():N}";

    public async Task<IReadOnlyList<(BenchmarkRun Bare, BenchmarkRun Pipeline)>> RunAsync(int rounds)
    {
        await CreateTopicsAsync();
        Fill();
        var results = new List<(BenchmarkRun, BenchmarkRun)>();
        for (var round = 0; round < rounds; round++)
        {
            progress($"round {round + 1} of {rounds}: bare Consume()");
            var bare = Bare(round);
            progress($"round {round + 1} of {rounds}: pipeline");
            results.Add((bare, await PipelineAsync(round)));
        }

        return results;
    }

    private async Task CreateTopicsAsync()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        await admin.CreateTopicsAsync([
            new TopicSpecification { Name = _topic, NumPartitions = partitions, ReplicationFactor = 1 },
            new TopicSpecification { Name = $"{_topic}-anomalies", NumPartitions = partitions, ReplicationFactor = 1 },
            new TopicSpecification { Name = $"{_topic}-dead", NumPartitions = 1, ReplicationFactor = 1 },
        ]);
    }

    private void Fill()
    {
        progress($"producing {readings:N0} readings of {meters:N0} meters");
        var stream = new ReadingStream(meters, partitions, 1);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            LingerMs = 50,
            CompressionType = CompressionType.Lz4,
            QueueBufferingMaxMessages = 1_000_000,
            EnableDeliveryReports = false,
        }).Build();
        var pool = new BatchPool(1024);
        var offsets = new long[partitions];
        for (var made = 0; made < readings; made += 1024)
        {
            var partition = made / 1024 % partitions;
            var batch = pool.Rent(partition, 0, 0);
            stream.Fill(batch, ref offsets[partition], Math.Min(1024, readings - made));
            foreach (var record in batch.Records)
            {
                Produce(producer, partition, batch.Slice(record.Key).ToArray(), batch.Slice(record.Value).ToArray());
            }

            pool.Return(batch);
        }

        producer.Flush(CancellationToken.None);
    }

    private void Produce(IProducer<byte[], byte[]> producer, int partition, byte[] key, byte[] value)
    {
        while (true)
        {
            try
            {
                producer.Produce(new TopicPartition(_topic, partition), new Message<byte[], byte[]> { Key = key, Value = value });
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private KafkaOptions Options(string group) => new()
    {
        BootstrapServers = bootstrapServers,
        ReadingsTopic = _topic,
        AnomaliesTopic = $"{_topic}-anomalies",
        DeadLetterTopic = $"{_topic}-dead",
        GroupId = group,
    };

    private BenchmarkRun Bare(int round)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(KafkaClientConfig.Consumer(Options($"{_topic}-bare-{round}"))).Build();
        consumer.Subscribe(_topic);
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

    private async Task<BenchmarkRun> PipelineAsync(int round)
    {
        var registry = new FakeSchemaRegistry();
        registry.Set(ReadingStream.SchemaId, GridFlowSchemas.SensorReading);
        var settings = new PipelineSettings(
            Options($"{_topic}-pipeline-{round}"), new SchemaRegistryOptions(), new DetectionOptions(), new CheckpointsOptions(), new PipelineOptions());
        await using var pipeline = new Pipeline(settings, registry, TimeProvider.System, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        var running = pipeline.RunAsync(stop.Token);
        await UntilAsync(pipeline, running, status => status.Conservation.Consumed > 0);
        var probe = CpuProbe.Start();
        await UntilAsync(pipeline, running, status => status.Conservation is { InFlight: 0 } sums && sums.Consumed >= readings);
        var final = pipeline.GetStatus();
        var run = probe.Stop(readings, final.Anomalies.Sum(a => a.Count));
        await stop.CancelAsync();
        await running;
        return final.Conservation is { Difference: 0, DeadLetters: 0 }
            ? run
            : throw new InvalidOperationException($"Readings went astray: {final.Conservation}");
    }

    private static async Task UntilAsync(Pipeline pipeline, Task running, Func<PipelineStatus, bool> condition)
    {
        while (!condition(pipeline.GetStatus()))
        {
            if (running.IsCompleted)
            {
                await running;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
