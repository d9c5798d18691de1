using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks.Kafka;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.Telemetry.Tracing;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.TestKit;

/// <summary>The whole topology in memory: payload bytes in, anomalies and dead letters out. Everything but the Kafka clients is the real thing.</summary>
public sealed class PipelineTestDriver : IAsyncDisposable
{
    /// <summary>Id under which the registry knows <c>gridflow.v1.SensorReading</c>.</summary>
    public const int ReadingSchemaId = 1;

    /// <summary>Id under which the registry knows <c>gridflow.v1.AnomalyEvent</c>.</summary>
    public const int AnomalySchemaId = 2;

    private readonly TimeProvider _time;
    private readonly SchemaIdLayout _layout;
    private readonly BatchPool _pool;
    private readonly CapturedDelivery _delivery;
    private readonly SchemaCache _schemas;
    private readonly PipelineGraph _graph;
    private readonly FaultSwitch _fault = new();
    private readonly Dictionary<int, ReadingBatch> _open = [];
    private readonly Dictionary<int, long> _nextOffset = [];

    public PipelineTestDriver(DetectionOptions? detection = null, PipelineOptions? pipeline = null, TimeProvider? time = null, SchemaIdLayout layout = SchemaIdLayout.Confluent)
    {
        _time = time ?? TimeProvider.System;
        _layout = layout;
        Registry.Set(ReadingSchemaId, GridFlowSchemas.SensorReading);
        Registry.Set(AnomalySchemaId, GridFlowSchemas.AnomalyEvent);
        var settings = new PipelineSettings(
            new KafkaOptions(), new SchemaRegistryOptions { IdLayout = layout }, detection ?? new DetectionOptions(), new CheckpointsOptions(), pipeline ?? new PipelineOptions());
        _pool = new BatchPool(settings.Pipeline.BatchSize);
        _delivery = new CapturedDelivery(new AnomalyEncoder(AnomalySchemaId, layout), settings.Kafka.ReadingsTopic, _time);
        _schemas = new SchemaCache(Registry, settings.SchemaRegistry.MissLifetime, Conditions, _time);
        _graph = GraphBuilder.Build(settings, _schemas, _delivery, Partitions, new DetectorHandover(), snapshots: null, OnDelivered, _fault, _time);
    }

    /// <summary>The registry that writer schemas come from.</summary>
    public FakeSchemaRegistry Registry { get; } = new();

    /// <summary>What the pipeline waits for.</summary>
    public ConditionBoard Conditions { get; } = new(NullLogger.Instance);

    /// <summary>Where every record went.</summary>
    public LedgerSums Sums => Ledger.Read();

    /// <summary>Framed Avro values of all delivered anomalies.</summary>
    public IReadOnlyList<byte[]> Anomalies => _delivery.Anomalies;

    /// <summary>All delivered dead letters.</summary>
    public IReadOnlyList<Message<byte[]?, byte[]?>> DeadLetters => _delivery.DeadLetters;

    /// <summary>Last committed position of each partition.</summary>
    public IReadOnlyDictionary<int, long> Committed => _delivery.Committed;

    /// <summary>Ends as the graph ends.</summary>
    public Task Completion => _graph.Completion;

    /// <summary>Called in front of each commit; a test can wait or throw in it.</summary>
    public Func<Task> BeforeCommit
    {
        get => _delivery.BeforeCommit;
        set => _delivery.BeforeCommit = value;
    }

    /// <summary>Queue fill and work done of every stage.</summary>
    public IReadOnlyList<BlockStatus> Blocks => _graph.Blocks;

    /// <summary>Traces batches, as the pipeline does; null for none.</summary>
    internal BatchTracer? Tracer { get; set; }

    /// <summary>How long a commit may take by its own limits; null (default) when it may wait for ever.</summary>
    public TimeSpan? LongestCall
    {
        get => _delivery.LongestCall;
        set => _delivery.LongestCall = value;
    }

    /// <summary>Whether each stage gets on.</summary>
    public IReadOnlyList<StageProgress> Progress(bool brokersAway = false) => _graph.Progress(brokersAway);

    internal PartitionTable Partitions { get; } = new();

    internal ReadingLedger Ledger { get; } = new();

    /// <summary>Feeds one record.</summary>
    public async Task SendAsync(byte[]? value, int partition = 0, byte[]? key = null, long brokerTimestampMs = -1, IReadOnlyDictionary<string, byte[]?>? headers = null)
    {
        if (!_open.TryGetValue(partition, out var batch))
        {
            var epoch = Partitions.EpochOf(partition) ?? Start(partition);
            batch = _open[partition] = _pool.Rent(partition, epoch, _time.GetTimestamp());
        }

        var offset = _nextOffset.GetValueOrDefault(partition);
        _nextOffset[partition] = offset + 1;
        var packedFrom = batch.ByteCount;
        foreach (var (name, headerValue) in headers ?? new Dictionary<string, byte[]?>())
        {
            RecordHeaders.Append(batch, System.Text.Encoding.UTF8.GetBytes(name), headerValue, headerValue is null);
        }

        batch.Add(new RawRecord
        {
            Offset = offset,
            BrokerTimestampMs = brokerTimestampMs,
            Headers = headers is null ? ByteRange.Null : new ByteRange(packedFrom, batch.ByteCount - packedFrom),
            Key = key is null ? ByteRange.Null : batch.Append(key),
            Value = value is null ? ByteRange.Null : batch.Append(value),
        });
        if (batch.IsFull)
        {
            await FlushAsync(partition);
        }
    }

    /// <summary>Feeds one reading, framed with <see cref="ReadingSchemaId"/>.</summary>
    public Task SendAsync(SensorReading reading, int partition = 0) =>
        SendAsync(SensorReadingEncoder.EncodeFramed(reading, ReadingSchemaId, _layout), partition, System.Text.Encoding.UTF8.GetBytes(reading.MeterId));

    /// <summary>Ends the batches that are being filled, as the end of a poll does.</summary>
    public async Task FlushAsync()
    {
        foreach (var partition in _open.Keys.ToList())
        {
            await FlushAsync(partition);
        }
    }

    /// <summary>Feeds nothing more and waits until all is delivered.</summary>
    public async Task CompleteAsync()
    {
        await FlushAsync();
        _graph.Complete();
        await _graph.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        await _graph.DisposeAsync();
        _fault.Dispose();
        _schemas.Dispose();
        _delivery.Dispose();
    }

    private async Task FlushAsync(int partition)
    {
        if (_open.Remove(partition, out var batch))
        {
            Ledger.Take(batch);
            Partitions.Enter(partition, batch.Epoch, batch.NextOffset);
            Tracer?.Sample(batch);
            await _graph.SendAsync(batch);
        }
    }

    private long Start(int partition)
    {
        var epoch = Partitions.Assign(partition);
        Partitions.Start(partition, epoch, 0, 0);
        return epoch;
    }

    private void OnDelivered(ReadingBatch batch)
    {
        Ledger.Settle(batch);
        var span = Tracer?.Finish(batch);
        _pool.Return(batch);
        Tracer?.LetGo(span);
    }
}
