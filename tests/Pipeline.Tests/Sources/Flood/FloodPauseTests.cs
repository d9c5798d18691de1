using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Sources.Flood;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Sources.Flood;

/// <summary>The whole pipeline, with a partition full of dead letters, against librdkafka's mock broker.</summary>
public sealed class FloodPauseTests : IDisposable
{
    private const int Flood = 500;

    private readonly KafkaRig _kafka = new();
    private readonly FakeSchemaRegistry _registry = new();

    [Fact]
    public async Task Run_FloodOfDeadLetters_PausesThePartitionAndReadsItAgainWithoutLoss()
    {
        await using var run = new RunningPipeline(Pipeline(TimeSpan.FromSeconds(3)));
        await run.OwnsAsync(KafkaRig.Partitions);
        Poison(0, Flood);
        await run.UntilAsync(status => status.Conditions.Count > 0, "the pause");
        Assert.Contains("sensor-readings [0] is paused", Assert.Single(run.Status.Conditions), StringComparison.Ordinal);

        Good(0, 40);
        Good(1, 60);
        await run.UntilAsync(status => status.Conservation.Scored >= 60, "the other partition goes on");

        // After the retry time, and without having lost or doubled anything.
        await run.UntilAsync(status => status.Conservation is { Scored: 100, InFlight: 0 }, "the paused one goes on too");
        await run.UntilAsync(status => status.Conditions.Count == 0, "the end of the pause");
        Assert.Equal((Flood + 100, Flood, 0), (run.Status.Conservation.Consumed, run.Status.Conservation.DeadLetters, run.Status.Conservation.Difference));
        Assert.Equal([Flood + 40, 60], run.Status.Partitions.Select(p => p.Position));
    }

    [Fact]
    public async Task Run_RebalancesUnderThePause_StayPausedOnThisInstance()
    {
        await using var run = new RunningPipeline(Pipeline(TimeSpan.Zero));
        await run.OwnsAsync(KafkaRig.Partitions);
        Poison(0, Flood);
        Poison(1, Flood);
        await run.UntilAsync(status => status.Conditions is [var told] && told.Contains("[0]", StringComparison.Ordinal) && told.Contains("[1]", StringComparison.Ordinal) && status.Conservation.InFlight == 0, "both pauses");
        var consumed = run.Status.Conservation.Consumed;

        using (var other = Member())
        {
            await Eventually.TrueAsync(() => Joined(other), "another member has a partition");
            await run.OwnsAsync(1);
            Assert.Equal(1, run.Status.Partitions.Count(p => p.PauseReason is not null));
            other.Close();
        }

        await run.OwnsAsync(2);
        Good(0, 50);
        Good(1, 50);
        var began = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(2), "time in which it would read");
        Assert.Equal((consumed, 2), (run.Status.Conservation.Consumed, run.Status.Partitions.Count(p => p.PauseReason is not null)));
        Assert.Contains("sensor-readings [1] is paused, not read again before gridflow resume or a restart", Assert.Single(run.Status.Conditions), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterARestart_ReadsThePausedPartition()
    {
        await using (var first = new RunningPipeline(Pipeline(TimeSpan.Zero)))
        {
            await first.OwnsAsync(KafkaRig.Partitions);
            Poison(0, Flood);
            await first.UntilAsync(status => status.Conditions.Count > 0 && status.Conservation.InFlight == 0, "the pause");
            Good(0, 50);
        }

        await using var second = new RunningPipeline(Pipeline(TimeSpan.Zero));
        await second.UntilAsync(status => status.Conservation is { Scored: 50, InFlight: 0 }, "the rest");
        Assert.Equal(Flood + 50, _kafka.Committed()[0]);
    }

    public void Dispose() => _kafka.Dispose();

    private static bool Joined(IConsumer<Ignore, Ignore> consumer)
    {
        consumer.Consume(TimeSpan.FromMilliseconds(50));
        return consumer.Assignment.Count > 0;
    }

    private IConsumer<Ignore, Ignore> Member()
    {
        var member = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = _kafka.Options.BootstrapServers,
            GroupId = _kafka.Options.GroupId,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            EnableAutoCommit = false,
            SessionTimeoutMs = 3000,
            HeartbeatIntervalMs = 200,
            AutoOffsetReset = AutoOffsetReset.Latest,
        }).SetLogHandler((_, _) => { }).Build();
        member.Subscribe(_kafka.Options.ReadingsTopic);
        return member;
    }

    private GridFlow.Topology.Pipeline Pipeline(TimeSpan retry)
    {
        var checkpoints = new CheckpointsOptions { Delivery = Delivery.AtLeastOnce, Store = "none" };
        var settings = new PipelineSettings(_kafka.Options, new SchemaRegistryOptions(), new DetectionOptions(), checkpoints, new PipelineOptions())
        {
            DeadLetters = new DeadLetterOptions { FloodShare = 0.5, FloodMinRecords = 100, FloodRetry = retry },
        };
        return new GridFlow.Topology.Pipeline(settings, _registry, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private void Poison(int partition, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _kafka.Produce([9], partition);
        }

        _kafka.Flush();
    }

    private void Good(int partition, int count)
    {
        var schemaId = _registry.RegisterAsync("sensor-readings-value", GridFlow.Readings.GridFlowSchemas.SensorReading, CancellationToken.None).Result;
        for (var i = 0; i < count; i++)
        {
            _kafka.Produce(Wire.Framed(Wire.Body(Wire.Utf8($"M-{partition}"), Wire.EventTimeMs + (i * 1000L)), schemaId), partition);
        }

        _kafka.Flush();
    }
}
