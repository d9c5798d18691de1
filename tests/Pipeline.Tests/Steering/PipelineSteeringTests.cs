using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Steering;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Steering;

/// <summary>The whole pipeline, steered while it runs, against librdkafka's mock broker.</summary>
public sealed class PipelineSteeringTests : IDisposable
{
    private static readonly ControlCaller Alice = new("alice", "127.0.0.1:1", "test");

    private readonly KafkaRig _kafka = new();
    private readonly FakeSchemaRegistry _registry = new();
    private long _produced;

    [Fact]
    public async Task SetThreshold_WhileReadingsCome_IsUsedFromExactlyTheOffsetThatItAnswers()
    {
        await using var run = new RunningPipeline(Pipeline());
        await run.OwnsAsync(KafkaRig.Partitions);
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Spikes(20);
                await Eventually.TrueAsync(() => run.Status.Conservation.Consumed > _produced - 400, "the pipeline keeps up");
            }
        });
        await run.UntilAsync(status => status.Anomalies.Count > 0, "a first anomaly");
        var answers = new List<(double Sigma, AppliedChange Change)>();
        foreach (var sigma in new[] { 3.0, 1.5, 4.0, 2.0 })
        {
            answers.Add((sigma, await run.Steering.SetThresholdAsync(ThresholdScope.Global, sigma, Alice, CancellationToken.None)));
            var sofar = run.Status.Conservation.Scored;
            await run.UntilAsync(status => status.Conservation.Scored > sofar + 200, "readings under the new threshold");
        }

        await stop.CancelAsync();
        await traffic;
        await run.UntilAsync(status => status.Conservation.InFlight == 0 && status.Conservation.Consumed == _produced, "the rest");

        Assert.All(answers, answer => Assert.Empty(answer.Change.Pending));
        Assert.True(answers.Zip(answers.Skip(1)).All(pair => pair.First.Change.Revision < pair.Second.Change.Revision));
        var used = Anomalies(run);
        Assert.All(used, found => Assert.Equal(Expected(found.Partition, found.Offset), found.Threshold));
        // Every answer has been put to the proof on each partition.
        Assert.Equal(5 * KafkaRig.Partitions, used.Select(found => (found.Partition, found.Threshold)).Distinct().Count());

        double Expected(int partition, long offset) => answers.Where(answer => answer.Change.EffectiveFrom[partition] <= offset).Select(answer => answer.Sigma).DefaultIfEmpty(2.5).Last();
    }

    [Fact]
    public async Task SetThreshold_NothingComes_IsAnsweredAllTheSameAndStandsAfterARestart()
    {
        AppliedChange change;
        await using (var first = new RunningPipeline(Pipeline()))
        {
            await first.OwnsAsync(KafkaRig.Partitions);
            change = await first.Steering.SetThresholdAsync(new ThresholdScope(Channel.Voltage, null), 3.5, Alice, CancellationToken.None);
            Assert.Equal([0L, 0L], change.EffectiveFrom.OrderBy(pair => pair.Key).Select(pair => pair.Value));
            Assert.Equal(change.Revision, (await first.Steering.SetThresholdAsync(new ThresholdScope(Channel.Voltage, null), 3.5, Alice, CancellationToken.None)).Revision);
        }

        await using var second = new RunningPipeline(Pipeline());
        await second.OwnsAsync(KafkaRig.Partitions);
        await second.UntilAsync(status => status.Partitions.All(p => !p.IsRecovering), "the recovery");
        var view = second.Steering.Read();
        Assert.Equal((change.Revision, 3.5, "alice"), (view.Revision, view.Thresholds[1].Sigma, view.Thresholds[1].Change!.User));
        Assert.Equal(change.EffectiveFrom, view.EffectiveFrom);
    }

    [Fact]
    public async Task Pause_WhileReadingsCome_StopsWithNothingInFlightAndResumeReadsTheRest()
    {
        await using var run = new RunningPipeline(Pipeline());
        await run.OwnsAsync(KafkaRig.Partitions);
        Spikes(200);
        await run.UntilAsync(status => status.Conservation.Scored > 0, "the first readings");

        var paused = await run.Steering.PauseAsync([PauseScope.All], Alice, CancellationToken.None);
        var status = run.Status;
        Assert.Equal((PipelineState.Paused, 0), (status.State, status.Conservation.InFlight));
        Assert.Equal(status.Partitions.Select(p => p.Position), paused.EffectiveFrom.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(status.Partitions.Select(p => p.Position), status.Partitions.Select(p => p.Committed));
        Assert.All(status.Partitions, p => Assert.Equal("paused", p.PauseReason));
        Spikes(100);
        Assert.Equal(paused.Revision, (await run.Steering.PauseAsync([PauseScope.All], Alice, CancellationToken.None)).Revision);
        Assert.Equal(status.Conservation.Consumed, run.Status.Conservation.Consumed);
        await Assert.ThrowsAsync<SteeringRefusedException>(() => run.Steering.ResumeAsync([new PauseScope(0, null)], Alice, CancellationToken.None));

        await run.Steering.ResumeAsync([PauseScope.All], Alice, CancellationToken.None);
        await run.UntilAsync(now => now.Conservation.InFlight == 0 && now.Conservation.Consumed == _produced, "the rest");
        Assert.Equal((PipelineState.Running, 0), (run.Status.State, run.Status.Conservation.Difference));
    }

    [Fact]
    public async Task Pause_OnePartition_SurvivesARestartAndLeavesTheOther()
    {
        await using (var first = new RunningPipeline(Pipeline()))
        {
            await first.OwnsAsync(KafkaRig.Partitions);
            await first.Steering.PauseAsync([new PauseScope(1, null)], Alice, CancellationToken.None);
            Assert.Equal([null, "paused"], first.Status.Partitions.Select(p => p.PauseReason));
        }

        await using var second = new RunningPipeline(Pipeline());
        Spikes(50);
        await second.UntilAsync(status => status.Conservation is { Consumed: 50, InFlight: 0 }, "the other partition");
        Assert.Equal([null, "paused"], second.Status.Partitions.Select(p => p.PauseReason));
        await second.Steering.ResumeAsync([new PauseScope(1, null)], Alice, CancellationToken.None);
        await second.UntilAsync(status => status.Conservation is { Consumed: 100, InFlight: 0 }, "the paused one");
    }

    [Fact]
    public async Task Pause_Feeder_ItsAnomaliesAreCountedAndNotSaidAndItsWindowsGoOn()
    {
        await using var run = new RunningPipeline(Pipeline());
        await run.OwnsAsync(KafkaRig.Partitions);
        await run.Steering.PauseAsync([new PauseScope(null, "F-0")], Alice, CancellationToken.None);
        Spikes(100);
        await run.UntilAsync(status => status.Conservation.InFlight == 0 && status.Conservation.Scored == _produced, "all readings");
        Assert.True(run.Status.AnomaliesSuppressed > 0);
        Assert.All(Anomalies(run), found => Assert.Equal(1, found.Partition));

        var resumed = await run.Steering.ResumeAsync([new PauseScope(null, "F-0")], Alice, CancellationToken.None);
        Spikes(100);
        await run.UntilAsync(status => status.Conservation.InFlight == 0 && status.Conservation.Scored == _produced, "the rest");
        Assert.All(Anomalies(run).Where(found => found.Partition == 0), found => Assert.True(found.Offset >= resumed.EffectiveFrom[0]));
        Assert.Contains(Anomalies(run), found => found.Partition == 0);
    }

    [Fact]
    public async Task Audit_SomeCalls_AreThereAfterARestart()
    {
        await using (var first = new RunningPipeline(Pipeline()))
        {
            await first.OwnsAsync(KafkaRig.Partitions);
            first.Steering.Audit(Record("Pause"));
            first.Steering.Audit(Record("Resume"));
            await Eventually.TrueAsync(() => first.Steering.ReadAudit(10).Count == 2, "both are in the topic");
        }

        await using var second = new RunningPipeline(Pipeline());
        await second.OwnsAsync(KafkaRig.Partitions);
        await Eventually.TrueAsync(() => second.Steering.ReadAudit(10).Count == 2, "both are read");
        second.Steering.Audit(Record("SetThreshold"));
        await Eventually.TrueAsync(() => second.Steering.ReadAudit(10).Count == 3, "the third has a place of its own");
    }

    [Fact]
    public async Task Calls_PipelineDoesNotRun_AreUnavailable()
    {
        await using var pipeline = Pipeline();
        await Assert.ThrowsAsync<SteeringUnavailableException>(() => pipeline.Steering.PauseAsync([PauseScope.All], Alice, CancellationToken.None));
        Assert.Equal(2.5, pipeline.Steering.Read().Thresholds.Single().Sigma);
    }

    public void Dispose() => _kafka.Dispose();

    private static AuditRecord Record(string call) => new(DateTimeOffset.UnixEpoch, "alice", "127.0.0.1:1", "i", call, "", "", "OK", 0);

    private GridFlow.Topology.Pipeline Pipeline()
    {
        var checkpoints = new CheckpointsOptions { Delivery = Delivery.AtLeastOnce, Store = "none" };
        var settings = new PipelineSettings(_kafka.Options, new SchemaRegistryOptions(), new DetectionOptions { MinimumReadings = 5, Window = TimeSpan.FromHours(1), IdleEviction = TimeSpan.FromHours(2) }, checkpoints, new PipelineOptions());
        return new GridFlow.Topology.Pipeline(settings, _registry, TimeProvider.System, NullLoggerFactory.Instance);
    }

    /// <summary>Readings of one meter a partition, every tenth far from the others.</summary>
    private void Spikes(int eachPartition)
    {
        var schemaId = _registry.RegisterAsync("sensor-readings-value", GridFlowSchemas.SensorReading, CancellationToken.None).Result;
        for (var i = 0; i < eachPartition; i++)
        {
            for (var partition = 0; partition < KafkaRig.Partitions; partition++)
            {
                var number = _produced / KafkaRig.Partitions;
                var reading = new SensorReading($"M-{partition}", Wire.EventTimeMs + number, number % 30 == 29 ? 400 : 230 + (number % 3), 5 + (number % 2), 20 + (number % 2), MeterStatus.Ok, $"F-{partition}");
                _kafka.Produce(SensorReadingEncoder.EncodeFramed(reading, schemaId, SchemaIdLayout.Confluent), partition);
                Interlocked.Increment(ref _produced);
            }
        }

        _kafka.Flush();
    }

    private List<(int Partition, long Offset, double Threshold)> Anomalies(RunningPipeline run) =>
    [
        .. _kafka.Read("anomalies", (int)run.Status.Anomalies.Sum(a => a.Count)).Select(record =>
        {
            var found = AvroOracle.DecodeAnomaly(record.Message.Value!.AsSpan(5));
            return ((int)found["source_partition"], (long)found["source_offset"], (double)found["threshold_used"]);
        }),
    ];
}
