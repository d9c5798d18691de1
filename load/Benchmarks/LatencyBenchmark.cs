using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.TestKit;
using GridFlow.Topology;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks;

/// <summary>
/// From a reading's broker timestamp to its anomaly in the hands of a reader of the anomalies topic, at a steady rate on a real Kafka. The reference in the
/// same run is a bare record: produced, and read by the same kind of reader, with no pipeline between.
/// </summary>
internal sealed class LatencyBenchmark(string bootstrapServers, int rate, int meters, int seconds, Action<string> progress)
{
    private const int HistoryRounds = 40;
    private const int Partitions = 4;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);

    private readonly string _topic = $"bench-latency-{Guid.NewGuid():N}";
    private readonly LongHistogram _alarms = new(60_000_000, 3);
    private readonly LongHistogram _bare = new(60_000_000, 3);
    private long _liveFromMs = long.MaxValue;

    private string AnomaliesTopic => $"{_topic}-anomalies";

    private string BareTopic => $"{_topic}-bare";

    public async Task<LatencyResult> RunAsync()
    {
        await CreateTopicsAsync();
        var registry = new FakeSchemaRegistry();
        registry.Set(ReadingStream.SchemaId, GridFlowSchemas.SensorReading);
        var kafka = new KafkaOptions
        {
            BootstrapServers = bootstrapServers,
            ReadingsTopic = _topic,
            AnomaliesTopic = AnomaliesTopic,
            DeadLetterTopic = $"{_topic}-dead",
            GroupId = _topic,
        };
        var settings = new PipelineSettings(kafka, new SchemaRegistryOptions(), new DetectionOptions(), new CheckpointsOptions(), new PipelineOptions());
        await using var pipeline = new Pipeline(settings, registry, TimeProvider.System, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        var running = pipeline.RunAsync(stop.Token);
        var reading = Task.Factory.StartNew(() => Read(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        progress($"filling the windows of {meters:N0} meters");
        var produced = await ProduceAsync(pipeline);
        progress("settling");
        await UntilAsync(() => pipeline.GetStatus().Conservation is { InFlight: 0 } sums && sums.Consumed >= produced);
        var final = pipeline.GetStatus().Conservation;
        await stop.CancelAsync();
        await running;
        await reading;
        return final is { Difference: 0, DeadLetters: 0 }
            ? new LatencyResult(rate, _alarms, _bare)
            : throw new InvalidOperationException($"Readings went astray: {final}");
    }

    private async Task CreateTopicsAsync()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        string[] topics = [_topic, AnomaliesTopic, BareTopic, $"{_topic}-dead"];
        await admin.CreateTopicsAsync(topics.Select(name => new TopicSpecification { Name = name, NumPartitions = Partitions, ReplicationFactor = 1 }));
    }

    /// <summary>History as fast as it goes, then the rate for as long as asked, evenly.</summary>
    private async Task<long> ProduceAsync(Pipeline pipeline)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(KafkaClientConfig.Producer(new KafkaOptions { BootstrapServers = bootstrapServers })).Build();
        var random = new Random(1);
        var sent = 0L;
        var historyStartMs = NowMs() - (HistoryRounds * 1000);
        for (var i = 0; i < HistoryRounds * meters; i++)
        {
            Produce(producer, random, i % meters, historyStartMs + (i / meters * 1000));
            sent++;
        }

        producer.Flush(CancellationToken.None);
        await UntilAsync(() => pipeline.GetStatus().Conservation is { InFlight: 0 } sums && sums.Consumed >= sent);
        progress($"{rate:N0} readings/s for {seconds} s");
        Volatile.Write(ref _liveFromMs, NowMs());
        var probe = CpuProbe.Start();
        var live = 0L;
        for (var slice = 0; probe.Elapsed < TimeSpan.FromSeconds(seconds); slice++)
        {
            for (var due = (long)(probe.Elapsed.TotalSeconds * rate); live < due; live++)
            {
                Produce(producer, random, (int)(live % meters), NowMs());
            }

            if (slice % 2 == 0)
            {
                producer.Produce(BareTopic, new Message<byte[], byte[]> { Value = Encoding.ASCII.GetBytes(NowMs().ToString(CultureInfo.InvariantCulture)) });
            }

            await Task.Delay(Slice, TimeProvider.System);
        }

        producer.Flush(CancellationToken.None);
        return sent + live;
    }

    private void Produce(IProducer<byte[], byte[]> producer, Random random, int meter, long eventTimeMs)
    {
        var id = $"M-{meter:D6}";
        var reading = new SensorReading(id, eventTimeMs, 230 + Noise(random), 10 + Noise(random), 25 + Noise(random), MeterStatus.Ok, null);
        var message = new Message<byte[], byte[]>
        {
            Key = Encoding.ASCII.GetBytes(id),
            Value = SensorReadingEncoder.EncodeFramed(reading, ReadingStream.SchemaId, SchemaIdLayout.Confluent),
            Timestamp = new Timestamp(eventTimeMs, TimestampType.CreateTime),
        };
        while (true)
        {
            try
            {
                producer.Produce(_topic, message);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(Slice);
            }
        }
    }

    private void Read(CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(KafkaClientConfig.Consumer(new KafkaOptions { BootstrapServers = bootstrapServers, GroupId = $"{_topic}-reader" })).Build();
        consumer.Subscribe([AnomaliesTopic, BareTopic]);
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } record)
            {
                var isBare = record.Topic == BareTopic;
                var text = Encoding.UTF8.GetString(isBare ? record.Message.Value : record.Message.Value.AsSpan(6, Math.Min(64, record.Message.Value.Length - 6)));
                var timestampMs = long.Parse(isBare ? text : text.Split(':')[1], CultureInfo.InvariantCulture);
                if (timestampMs >= Volatile.Read(ref _liveFromMs))
                {
                    (isBare ? _bare : _alarms).RecordValue(Math.Max(0, NowMs() - timestampMs) * 1000);
                }
            }
        }

        consumer.Close();
    }

    private static double Noise(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(Slice, TimeProvider.System);
        }
    }
}

/// <summary>Alarms beside bare records; values in µs.</summary>
internal sealed record LatencyResult(int Rate, LongHistogram Alarms, LongHistogram Bare);
