using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Sinks.Live;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Topology;

/// <summary>The whole pipeline with the real Kafka clients, against librdkafka's mock broker.</summary>
public sealed class PipelineTests : IDisposable
{
    private readonly KafkaRig _kafka = new();
    private readonly FakeSchemaRegistry _registry = new();

    [Fact]
    public async Task Run_ReadingsAndPoison_DeliversCommitsAndStops()
    {
        Produce(0, 100);
        _kafka.Produce([9], 1);
        _kafka.Flush();
        await using var pipeline = New();
        using var live = pipeline.LiveFeed.Subscribe();
        using var stop = new CancellationTokenSource();
        var running = pipeline.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => pipeline.GetStatus().Conservation is { Consumed: 101, InFlight: 0 }, "all delivered");

        var status = pipeline.GetStatus();
        Assert.Equal((PipelineState.Running, Delivery.AtLeastOnce), (status.State, status.Delivery));
        Assert.Equal((100, 0, 1, 0), (status.Conservation.Scored, status.Conservation.Dropped, status.Conservation.DeadLetters, status.Conservation.Difference));
        Assert.Equal([new AnomalyCount(AnomalyType.EquipmentFailure, Severity.Critical, 50)], status.Anomalies);
        Assert.Equal((1, 50), (status.MetersTracked, status.DetectionLatency.Count));
        Assert.Equal([(0, 100L, 100L), (1, 1L, 1L)], status.Partitions.Select(p => (p.Partition, p.Position, p.Committed)));
        Assert.Equal(new Dictionary<string, long> { ["bad_magic"] = 1 }, status.DeadLetters);
        await stop.CancelAsync();
        await running.WaitAsync(Eventually.Patience);

        Assert.Equal([100, 1], _kafka.Committed());
        Assert.Equal([9], Assert.Single(_kafka.Read("dead-letter-queue", 1)).Message.Value);
        var anomalies = _kafka.Read("anomalies", 50);
        Assert.All(anomalies, a => Assert.Equal("M-1"u8.ToArray(), a.Message.Key));
        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => 2L * i), anomalies.Select(a => (long)AvroOracle.DecodeAnomaly(a.Message.Value.AsSpan(5))["source_offset"]));
        await AssertLive(live, anomalies.Count);
    }

    [Fact]
    public async Task Run_AfterARestart_GoesOnWhereItStoppedAndLosesNothing()
    {
        Produce(0, 50);
        await RunUntilAsync(50);
        Assert.Equal(50, _kafka.Committed()[0]);
        Produce(50, 100);
        await RunUntilAsync(50);
        Assert.Equal(100, _kafka.Committed()[0]);
        var offsets = _kafka.Read("anomalies", 50).Select(a => (long)AvroOracle.DecodeAnomaly(a.Message.Value.AsSpan(5))["source_offset"]);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => 2L * i), offsets.Distinct().Order());
    }

    [Fact]
    public async Task Run_RegistryDownAtTheStart_WaitsAndSaysSo()
    {
        _registry.IsDown = true;
        Produce(0, 10);
        await using var pipeline = New();
        using var stop = new CancellationTokenSource();
        var running = pipeline.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => pipeline.GetStatus().Conditions.Count == 1, "the condition");
        Assert.Equal(PipelineState.Starting, pipeline.GetStatus().State);
        _registry.IsDown = false;
        await Eventually.TrueAsync(() => pipeline.GetStatus().Conservation is { Scored: 10, InFlight: 0 }, "all delivered");
        await stop.CancelAsync();
        await running.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Run_ResultThatCanNeverBeDelivered_EndsWithTheFaultAndCommitsNothing()
    {
        _kafka.Options.Producer["message.max.bytes"] = "1000";
        _kafka.Produce(Wire.Framed(Wire.Good() with { Status = GridFlow.Readings.MeterStatus.Fault, FeederId = new string('f', 1_024) }));

        // So many behind it that the poll loop waits for room when the stage fails: its cancelled wait is not the cause.
        Produce(1, 1_000);
        await using var pipeline = New(new PipelineOptions { BatchSize = 1, BlockCapacity = 1 });
        var fault = await Assert.ThrowsAsync<PipelineFaultException>(() => pipeline.RunAsync(CancellationToken.None).WaitAsync(Eventually.Patience));
        Assert.Contains("anomalies", fault.Message, StringComparison.Ordinal);
        Assert.Equal(PipelineState.Faulted, pipeline.GetStatus().State);
        Assert.Equal(0, _kafka.Committed()[0]);
    }

    [Fact]
    public async Task Run_BrokerAwayForAWhile_GoesOnWhenItIsBack()
    {
        Produce(0, 20);
        await using var pipeline = New();
        using var stop = new CancellationTokenSource();
        var running = pipeline.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => pipeline.GetStatus().Conservation is { Scored: 20, InFlight: 0 }, "the first");
        _kafka.Broker.Stop();
        await Eventually.TrueAsync(() => pipeline.GetStatus().Conditions.Count > 0, "the condition");
        _kafka.Broker.Start();
        Produce(20, 40);
        await Eventually.TrueAsync(() => pipeline.GetStatus().Conservation is { Scored: 40, InFlight: 0 }, "the rest");
        await stop.CancelAsync();
        await running.WaitAsync(Eventually.Patience);
        Assert.Equal(40, _kafka.Committed()[0]);
    }

    public void Dispose() => _kafka.Dispose();

    private static async Task AssertLive(LiveSubscription live, int count)
    {
        await foreach (var next in live.ReadAllAsync(CancellationToken.None))
        {
            Assert.Equal("meter M-1: status changed to FAULT", next.Anomaly!.Sentence);
            if (--count == 0)
            {
                break;
            }
        }
    }

    private async Task RunUntilAsync(int scored)
    {
        await using var pipeline = New();
        using var stop = new CancellationTokenSource();
        var running = pipeline.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => pipeline.GetStatus().Conservation is { InFlight: 0, Scored: var n } && n == scored, $"{scored} readings");
        await stop.CancelAsync();
        await running.WaitAsync(Eventually.Patience);
    }

    private void Produce(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            _kafka.Produce(Wire.Framed(ReadingFlow.Alternating("M-1", i)), 0, "M-1"u8.ToArray());
        }

        _kafka.Flush();
    }

    private GridFlow.Topology.Pipeline New(PipelineOptions? options = null) => new(
        new PipelineSettings(_kafka.Options, new SchemaRegistryOptions(), new DetectionOptions(), new CheckpointsOptions { Delivery = Delivery.AtLeastOnce, Store = "none" }, options ?? new PipelineOptions()),
        _registry,
        TimeProvider.System,
        NullLoggerFactory.Instance);
}
