using System.Diagnostics;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks;

/// <summary>Memory of detector state with 300 readings of three channels in every window. The reference is the bare samples: 300 × 16 bytes.</summary>
internal sealed class MemoryBenchmark(int meters)
{
    private const int BatchSize = 1024;
    private const int ReadingsPerMeter = 330;

    public async Task<MemoryResult> RunAsync()
    {
        var registry = new FakeSchemaRegistry();
        registry.Set(ReadingStream.SchemaId, GridFlowSchemas.SensorReading);
        using var schemas = new SchemaCache(registry, TimeSpan.FromSeconds(30), new ConditionBoard(NullLogger.Instance), TimeProvider.System);
        var options = new DetectionOptions();
        var decoder = new BatchDecoder(schemas, new DecodeLimits(options), SchemaIdLayout.Confluent);
        var stream = new ReadingStream(meters, 1, 1);
        var batch = new ReadingBatch(BatchSize);
        var before = Memory();
        var detector = new PartitionDetector(new DetectorSettings(options));
        var offset = 0L;
        while (offset < (long)meters * ReadingsPerMeter)
        {
            batch.Start(0, 0, 0);
            stream.Fill(batch, ref offset, BatchSize);
            await decoder.DecodeAsync(batch, CancellationToken.None);
            detector.Score(batch);
        }

        var after = Memory();
        var result = new MemoryResult(
            detector.MeterCount, (after.Managed - before.Managed) / (double)meters, (after.Resident - before.Resident) / (double)meters, detector.WindowBytes / (double)meters);
        GC.KeepAlive(detector);
        return result;
    }

    private static (long Managed, long Resident) Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }
}

/// <summary>Bytes a meter, counted three ways.</summary>
internal sealed record MemoryResult(int Meters, double ManagedBytesPerMeter, double ResidentBytesPerMeter, double WindowBytesPerMeter);
