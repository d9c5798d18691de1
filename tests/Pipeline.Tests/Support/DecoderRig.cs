using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>A decoder by itself, with a registry in memory.</summary>
internal sealed class DecoderRig : IDisposable
{
    private readonly SchemaCache _schemas;
    private readonly BatchDecoder _decoder;

    public DecoderRig(DetectionOptions? options = null, SchemaIdLayout layout = SchemaIdLayout.Confluent, params (long Id, string Schema)[] schemas)
    {
        Registry.Set(1, GridFlowSchemas.SensorReading);
        foreach (var (id, schema) in schemas)
        {
            Registry.Set(id, schema);
        }

        _schemas = new SchemaCache(Registry, TimeSpan.FromSeconds(30), new ConditionBoard(NullLogger.Instance), TimeProvider.System);
        _decoder = new BatchDecoder(_schemas, new DecodeLimits(options ?? AnyValue()), layout);
    }

    public FakeSchemaRegistry Registry { get; } = new();

    /// <summary>Options that forbid no finite value.</summary>
    public static DetectionOptions AnyValue()
    {
        var any = new ChannelOptions { Resolution = 1, StdDevFloor = 1, Minimum = double.MinValue, Maximum = double.MaxValue };
        return new DetectionOptions { Voltage = any, Current = any, Temperature = any };
    }

    /// <summary>Values as the records of one batch.</summary>
    public static ReadingBatch Batch(params byte[]?[] values)
    {
        var batch = new ReadingBatch(Math.Max(1, values.Length));
        Fill(batch, values);
        return batch;
    }

    /// <summary>Fills a batch from the pool.</summary>
    public static void Fill(ReadingBatch batch, byte[]?[] values)
    {
        batch.Start(0, 1, 0);
        for (var i = 0; i < values.Length; i++)
        {
            batch.Add(new RawRecord { Offset = i, BrokerTimestampMs = -1, Key = ByteRange.Null, Headers = ByteRange.Null, Value = values[i] is { } v ? batch.Append(v) : ByteRange.Null });
        }
    }

    public Task<ReadingBatch> DecodeAsync(ReadingBatch batch) => _decoder.DecodeAsync(batch, CancellationToken.None);

    public Task<ReadingBatch> DecodeAsync(params byte[]?[] values) => DecodeAsync(Batch(values));

    /// <summary>What a schema is to the cache.</summary>
    public Task<WriterSchema> ResolveAsync(long id) => _schemas.ResolveAsync(id, CancellationToken.None);

    public void Dispose() => _schemas.Dispose();
}
