using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.TestKit;
using Xunit;

namespace GridFlow.Simulation.Producing;

public sealed class PacedRunTests(MockKafka kafka) : IClassFixture<MockKafka>
{
    private readonly SteppedTime _time = new();

    [Fact]
    public async Task RunAsync_PacedBySlots_SendsOnlyWhatIsDue()
    {
        var sentAfter = await SendWhileAdvancing(new GridSimulator(SimulatedStream.Small with { AnomalyRate = 0 }), 100, PaceBy.Slots, seconds: 3);
        Assert.Equal([101, 201, 301], sentAfter);
    }

    [Fact]
    public async Task RunAsync_PacedByEventTime_FollowsTheRecording()
    {
        using var replay = CsvReplay.Read(new StringReader("timestamp,voltage\n0,1\n900,1\n1000,1\n2900,1\n60000,1\n"), "x.csv", new ReplayOptions());
        var sentAfter = await SendWhileAdvancing(replay, 1_000, PaceBy.EventTime, seconds: 3);
        Assert.Equal([3, 3, 4], sentAfter);
    }

    private async Task<List<long>> SendWhileAdvancing(IReadingSource source, double unitsPerSecond, PaceBy paceBy, int seconds)
    {
        var config = ReadingProducerConfig.Create(new KafkaOptions { BootstrapServers = kafka.BootstrapServers });
        using var client = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var producer = new ReadingProducer(client, "paced", 7, SchemaIdLayout.Confluent, _time);
        var run = producer.RunAsync(source, new ReadingRun { Pacer = new EvenPacer(unitsPerSecond, _time), PaceBy = paceBy }, cancellation.Token);
        var sent = new List<long>();
        for (var second = 0; second < seconds; second++)
        {
            for (var slice = 0; slice < 200; slice++)
            {
                await _time.WaitForTimerAsync(cancellation.Token);
                _time.Advance(EvenPacer.Slice);
            }

            // The run waits again: what was due has been sent.
            await _time.WaitForTimerAsync(cancellation.Token);
            _time.KeepTimer();
            sent.Add(producer.Progress.Sent);
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        return sent;
    }
}
