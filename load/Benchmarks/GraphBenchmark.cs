using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Sinks.Kafka;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks;

/// <summary>
/// The graph in memory, with full windows: framed bytes → decode → fan-out → detect → encoded anomaly. The reference in the same run is the same work
/// called directly on one thread, without a graph.
/// </summary>
internal sealed class GraphBenchmark(int meters, int partitions, int seconds, double thresholdSigma)
{
    private const int BatchSize = 1024;

    public async Task<GraphResult> RunAsync()
    {
        var direct = RunDirect();
        var graph = await RunGraphAsync();
        return new GraphResult(meters, graph, direct);
    }

    private PipelineSettings Settings => new(
        new KafkaOptions(), new SchemaRegistryOptions(), new DetectionOptions { ThresholdSigma = thresholdSigma }, new CheckpointsOptions(), new PipelineOptions());

    private BenchmarkRun RunDirect()
    {
        var settings = Settings;
        using var schemas = Schemas();
        var decoder = new BatchDecoder(schemas, new DecodeLimits(settings.Detection), SchemaIdLayout.Confluent);
        var detectors = Enumerable.Range(0, partitions).Select(_ => new PartitionDetector(new DetectorSettings(settings.Detection))).ToArray();
        using var sink = new EncodingDelivery();
        var pool = new BatchPool(BatchSize);
        var offsets = new long[partitions];
        var stream = new ReadingStream(meters, partitions, 1);
        void Step(int partition)
        {
            var batch = pool.Rent(partition, 1, 0);
            stream.Fill(batch, ref offsets[partition], BatchSize);
            decoder.DecodeAsync(batch, CancellationToken.None).GetAwaiter().GetResult();
            detectors[partition].Score(batch);
            sink.SendAsync(batch, CancellationToken.None).GetAwaiter().GetResult();
            pool.Return(batch);
        }

        for (var i = 0; i < Warmup; i++)
        {
            Step(i % partitions);
        }

        var probe = CpuProbe.Start();
        var steps = 0L;
        while (probe.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            Step((int)(steps++ % partitions));
        }

        return probe.Stop(steps * BatchSize, sink.Count);
    }

    private async Task<BenchmarkRun> RunGraphAsync()
    {
        var settings = Settings;
        using var schemas = Schemas();
        var partitionTable = new PartitionTable();
        using var sink = new EncodingDelivery();
        var pool = new BatchPool(BatchSize);
        var ledger = new ReadingLedger();
        using var fault = new FaultSwitch();
        await using var graph = GraphBuilder.Build(
            settings,
            schemas,
            sink,
            partitionTable,
            new DetectorHandover(),
            snapshots: null,
            batch =>
            {
                ledger.Settle(batch);
                pool.Return(batch);
            },
            fault,
            TimeProvider.System);
        var epochs = Enumerable.Range(0, partitions).Select(partitionTable.Assign).ToArray();
        var offsets = new long[partitions];
        var stream = new ReadingStream(meters, partitions, 1);
        Task StepAsync(int partition)
        {
            var batch = pool.Rent(partition, epochs[partition], TimeProvider.System.GetTimestamp());
            stream.Fill(batch, ref offsets[partition], BatchSize);
            ledger.Take(batch);
            partitionTable.Enter(partition, batch.Epoch, batch.NextOffset);
            return graph.SendAsync(batch);
        }

        for (var i = 0; i < Warmup; i++)
        {
            await StepAsync(i % partitions);
        }

        var probe = CpuProbe.Start();
        var before = sink.Count;
        var steps = 0L;
        while (probe.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            await StepAsync((int)(steps++ % partitions));
        }

        var run = probe.Stop(steps * BatchSize, sink.Count - before);
        graph.Complete();
        await graph.Completion;
        var difference = ledger.Read().Conservation.Difference;
        return difference == 0 ? run : throw new InvalidOperationException($"{difference} readings were lost in the graph.");
    }

    /// <summary>Batches that fill every meter's window once and a third.</summary>
    private int Warmup => (int)(400L * meters / BatchSize / partitions + 1) * partitions;

    private static SchemaCache Schemas()
    {
        var registry = new FakeSchemaRegistry();
        registry.Set(ReadingStream.SchemaId, GridFlowSchemas.SensorReading);
        return new SchemaCache(registry, TimeSpan.FromSeconds(30), new ConditionBoard(NullLogger.Instance), TimeProvider.System);
    }

    /// <summary>Encodes as for Kafka, and counts.</summary>
    private sealed class EncodingDelivery : IDelivery
    {
        private readonly AnomalyEncoder _encoder = new(2, SchemaIdLayout.Confluent);

        public long Count { get; private set; }

        public Task SendAsync(ReadingBatch batch, CancellationToken cancellationToken)
        {
            foreach (var anomaly in batch.Anomalies)
            {
                Count += _encoder.Encode(batch, anomaly, 0).Length > 0 ? 1 : 0;
            }

            return Task.CompletedTask;
        }

        public Task<CommitOutcome> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, Func<bool> stillOwned, CancellationToken cancellationToken) =>
            Task.FromResult(CommitOutcome.Committed);

        public Task SettledAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
