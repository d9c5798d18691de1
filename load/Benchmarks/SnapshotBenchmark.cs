using System.Diagnostics;
using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks;

/// <summary>
/// What a snapshot does to its lane: one partition with full windows, readings that keep flowing, and the time of every <see cref="DetectorLane.Score"/>. The
/// reference is the same lane in the same run, in turns, with no snapshot running.
/// </summary>
internal sealed class SnapshotBenchmark(int meters, int rounds, ISnapshotTarget target)
{
    private const int BatchSize = 1024;
    private const int ReadingsPerMeter = 330;

    private readonly DetectionOptions _options = new();
    private readonly ReadingBatch _batch = new(BatchSize);
    private readonly ReadingStream _stream = new(meters, 1, 1);
    private long _offset;

    public async Task<SnapshotBenchmarkResult> RunAsync()
    {
        var registry = new FakeSchemaRegistry();
        registry.Set(ReadingStream.SchemaId, GridFlowSchemas.SensorReading);
        using var schemas = new SchemaCache(registry, TimeSpan.FromSeconds(30), new ConditionBoard(NullLogger.Instance), TimeProvider.System);
        var decoder = new BatchDecoder(schemas, new DecodeLimits(_options), SchemaIdLayout.Confluent);
        var settings = new DetectorSettings(_options);
        var detector = new PartitionDetector(settings);
        var (lane, epoch) = Lane(settings, detector);
        var (alone, with) = (new LaneTimes(), new LaneTimes());
        while (_offset < (long)meters * ReadingsPerMeter)
        {
            await ScoreAsync(lane, epoch, decoder, null);
        }

        // The first of each is not counted: code and memory are new to it.
        var took = TimeSpan.Zero;
        var result = default(SnapshotResult);
        for (var round = 0; round <= rounds; round++)
        {
            (alone, with) = round <= 1 ? (new LaneTimes(), new LaneTimes()) : (alone, with);
            var began = Stopwatch.GetTimestamp();
            var request = lane.RequestSnapshot(0);
            while (!request.IsCompleted)
            {
                await ScoreAsync(lane, epoch, decoder, with);
            }

            took = Stopwatch.GetElapsedTime(began);
            result = await request ?? throw new InvalidOperationException("The lane had nothing to snapshot.");
            for (began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < took;)
            {
                await ScoreAsync(lane, epoch, decoder, alone);
            }
        }

        return Restore(settings, detector, new SnapshotBenchmarkResult { Meters = detector.MeterCount, Alone = alone, With = with, Took = took, Last = result });
    }

    private (DetectorLane Lane, long Epoch) Lane(DetectorSettings settings, PartitionDetector detector)
    {
        var partitions = new PartitionTable();
        var epoch = partitions.Assign(0);
        var handover = new DetectorHandover();
        handover.Offer(0, epoch, detector);

        // Only what is asked for is taken.
        var cadence = new SnapshotCadence(new CheckpointsOptions { SnapshotInterval = TimeSpan.FromDays(1), SnapshotReadings = int.MaxValue }, TimeProvider.System);
        var origin = new SnapshotOrigin("load", "load", () => "", settings.Fingerprint, "load", "0");
        var writer = new SnapshotTaker(target, origin, cadence, new SnapshotJournal(), TimeProvider.System);
        return (new DetectorLane(settings, partitions, TimeProvider.System, handover, writer), epoch);
    }

    private async Task ScoreAsync(DetectorLane lane, long epoch, BatchDecoder decoder, LaneTimes? times)
    {
        _batch.Start(0, epoch, 0);
        _stream.Fill(_batch, ref _offset, BatchSize);
        await decoder.DecodeAsync(_batch, CancellationToken.None);
        var (started, cpu) = (Stopwatch.GetTimestamp(), ThreadCpu.Now());
        lane.Score(_batch);
        cpu = ThreadCpu.Now() - cpu;
        times?.Add(Stopwatch.GetElapsedTime(started), cpu, BatchSize);
    }

    /// <summary>The state in one go, which is how long the lane would stand still without copy-on-write, and back.</summary>
    private static SnapshotBenchmarkResult Restore(DetectorSettings settings, PartitionDetector detector, SnapshotBenchmarkResult result)
    {
        var state = new KeptState();
        var started = ThreadCpu.Now();
        detector.BeginSnapshot(state);
        detector.ContinueSnapshot(int.MaxValue);
        var inOneGo = ThreadCpu.Now() - started;
        started = ThreadCpu.Now();
        var restored = PartitionDetector.Restore(settings, state.Chunks.Select(chunk => chunk.Content));
        var restore = ThreadCpu.Now() - started;
        return restored.MeterCount == detector.MeterCount
            ? result with { InOneGo = inOneGo, Restore = restore, StateBytes = state.Chunks.Sum(chunk => (long)chunk.Length) }
            : throw new InvalidOperationException("Other meters came back than went in.");
    }
}

/// <summary>Times of a lane's batches: by the wall, and of the CPU alone, which is what counts on a machine that is busy with other things.</summary>
internal sealed class LaneTimes
{
    private readonly LongHistogram _microseconds = new(60_000_000, 3);
    private readonly LongHistogram _cpuMicroseconds = new(60_000_000, 3);
    private TimeSpan _cpu;
    private long _readings;

    public double LongestMs => _microseconds.GetMaxValue() / 1000.0;

    public double LongestCpuMs => _cpuMicroseconds.GetMaxValue() / 1000.0;

    public double NinetyNinthCpuMs => _cpuMicroseconds.GetValueAtPercentile(99) / 1000.0;

    public double ReadingsPerCpuSecond => _readings / _cpu.TotalSeconds;

    public void Add(TimeSpan wall, TimeSpan cpu, int readings)
    {
        _microseconds.RecordValue((long)wall.TotalMicroseconds);
        _cpuMicroseconds.RecordValue((long)cpu.TotalMicroseconds);
        _cpu += cpu;
        _readings += readings;
    }
}

/// <summary>What the lane did without and with a snapshot running, and what the state is like.</summary>
internal sealed record SnapshotBenchmarkResult
{
    public required int Meters { get; init; }

    public required LaneTimes Alone { get; init; }

    public required LaneTimes With { get; init; }

    public required TimeSpan Took { get; init; }

    public required SnapshotResult Last { get; init; }

    public TimeSpan InOneGo { get; init; }

    public TimeSpan Restore { get; init; }

    public long StateBytes { get; init; }

    public double RestoreMegabytesPerSecond => StateBytes / 1e6 / Restore.TotalSeconds;
}
