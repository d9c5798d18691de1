using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Simulation;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks;

/// <summary>Decoded batches of a simulated grid, all of one partition and one day.</summary>
internal static class SimulatedBatches
{
    private const int BatchSize = 1_024;
    private const int SchemaId = 1;
    private const long StartMs = 1_767_225_600_000;

    /// <summary>Makes so many readings or a few more.</summary>
    public static List<ReadingBatch> Make(int meters, int readings)
    {
        var registry = new FakeSchemaRegistry();
        registry.Set(SchemaId, GridFlowSchemas.SensorReading);
        using var schemas = new SchemaCache(registry, TimeSpan.FromMinutes(1), new ConditionBoard(NullLogger.Instance), TimeProvider.System);
        var decoder = new BatchDecoder(schemas, new DecodeLimits(new DetectionOptions()), SchemaIdLayout.Confluent);
        var simulator = new GridSimulator(new SimulationOptions { Meters = meters, EventRate = meters, StartMs = StartMs });
        var batches = new List<ReadingBatch>();
        var offset = 0L;
        while (offset < readings)
        {
            var batch = new ReadingBatch(BatchSize);
            batch.Start(partition: 0, epoch: 1, polledAt: 0);
            while (!batch.IsFull)
            {
                simulator.TryPeek(out var eventTimeMs);
                if (simulator.TryTake(out var reading))
                {
                    var value = batch.Append(SensorReadingEncoder.EncodeFramed(reading, SchemaId, SchemaIdLayout.Confluent));
                    batch.Add(new RawRecord { Offset = offset++, BrokerTimestampMs = eventTimeMs, Key = ByteRange.Null, Headers = ByteRange.Null, Value = value });
                }
            }

            decoder.DecodeAsync(batch, CancellationToken.None).GetAwaiter().GetResult();
            batches.Add(batch);
        }

        return batches;
    }
}
