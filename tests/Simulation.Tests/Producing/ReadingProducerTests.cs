using System.Text;
using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.TestKit;
using Xunit;

namespace GridFlow.Simulation.Producing;

public sealed class ReadingProducerTests(MockKafka kafka) : IClassFixture<MockKafka>
{
    [Fact]
    public async Task RunAsync_MockBroker_ReadingsArriveOnceKeyedFramedAndInOrder()
    {
        const int Slots = 5_000;
        var options = SimulatedStream.Small with { Kinds = [AnomalyKind.Silence], AnomalyRate = 0.01 };
        var expected = SimulatedStream.Run(options, Slots).Readings;
        using var client = BuildClient([]);
        var producer = new ReadingProducer(client, "arrive", 7, SchemaIdLayout.Confluent, TimeProvider.System);
        var endMs = options.StartMs + (Slots * 10);
        var gateCalls = new List<long>();

        await producer.RunAsync(
            new GridSimulator(options),
            new ReadingRun { StopBefore = eventTimeMs => eventTimeMs >= endMs, Gate = (sent, _) => Note(gateCalls, sent) },
            TestContext.Current.CancellationToken);

        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));
        var progress = producer.Progress;
        Assert.Equal((expected.Count, expected.Count, 0L, 0L), (progress.Sent, progress.Acknowledged, progress.Failed, progress.InFlight));
        Assert.True(progress.ReadingsPerSecond > 0);
        Assert.Equal(Slots / ReadingProducer.GateInterval, gateCalls.Count);
        var records = kafka.ReadAll("arrive", expected.Count);
        Assert.Equal(expected.Count, records.Count);
        foreach (var meter in expected.GroupBy(reading => reading.MeterId))
        {
            var got = records.Where(record => Encoding.UTF8.GetString(record.Message.Key) == meter.Key).ToArray();
            Assert.Single(got.Select(record => record.Partition.Value).Distinct());
            Assert.Equal(meter.Select(reading => SensorReadingEncoder.EncodeFramed(reading, 7, SchemaIdLayout.Confluent)), got.Select(record => record.Message.Value));
            Assert.All(got, record => Assert.True(record.Message.Timestamp.UnixTimestampMs > 1_700_000_000_000));
        }
    }

    [Fact]
    public async Task RunAsync_FullQueue_WaitsAndLosesNothing()
    {
        using var client = BuildClient(new() { ["queue.buffering.max.messages"] = "100" });
        var producer = new ReadingProducer(client, "full", 7, SchemaIdLayout.Confluent, TimeProvider.System);
        var options = SimulatedStream.Small with { AnomalyRate = 0 };
        await producer.RunAsync(
            new GridSimulator(options),
            new ReadingRun { StopBefore = eventTimeMs => eventTimeMs >= options.StartMs + 20_000 },
            TestContext.Current.CancellationToken);
        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));
        Assert.Equal((2_000L, 2_000L), (producer.Progress.Sent, producer.Progress.Acknowledged));
    }

    [Fact]
    public async Task RunAsync_TooLargeAndTimedOut_AreCountedAsFailed()
    {
        using var client = BuildClient(new() { ["bootstrap.servers"] = "127.0.0.1:1", ["message.timeout.ms"] = "300", ["message.max.bytes"] = "1000" });
        var producer = new ReadingProducer(client, "failed", 7, SchemaIdLayout.Confluent, TimeProvider.System);
        var text = $"timestamp,voltage,feeder_id\n1000,230,F-01\n2000,230,{new string('x', 2_000)}\n";
        using var replay = CsvReplay.Read(new StringReader(text), "x.csv", new ReplayOptions());
        await producer.RunAsync(replay, new ReadingRun(), TestContext.Current.CancellationToken);
        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));
        Assert.Equal((2L, 0L, 2L), (producer.Progress.Sent, producer.Progress.Acknowledged, producer.Progress.Failed));
        Assert.NotNull(producer.Progress.LastError);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Throws()
    {
        using var client = BuildClient([]);
        var producer = new ReadingProducer(client, "cancelled", 7, SchemaIdLayout.Confluent, TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => producer.RunAsync(new GridSimulator(SimulatedStream.Small), new ReadingRun(), new CancellationToken(true)));
        Assert.Equal(0, producer.Progress.Sent);
    }

    private static ValueTask Note(List<long> calls, long sent)
    {
        calls.Add(sent);
        return ValueTask.CompletedTask;
    }

    private IProducer<byte[], byte[]> BuildClient(Dictionary<string, string> properties)
    {
        var config = ReadingProducerConfig.Create(new KafkaOptions { BootstrapServers = kafka.BootstrapServers, Producer = properties });
        return new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }
}
