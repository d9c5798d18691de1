using System.Text;
using GridFlow.Readings;

namespace GridFlow.Load.Benchmarks;

/// <summary>Framed readings of many meters, one a second each, with Gaussian noise: what a poll loop would copy out of Kafka. Cheap, so that it does not measure itself.</summary>
internal sealed class ReadingStream
{
    public const int SchemaId = 1;
    private const int NoiseCount = 1 << 14;
    private const long FirstEventMs = 1_700_000_000_000;

    private readonly byte[][] _templates;
    private readonly int[] _timestampAt;
    private readonly double[] _noise = new double[NoiseCount];
    private readonly int _partitions;
    private long _next;

    public ReadingStream(int meters, int partitions, int seed)
    {
        _partitions = partitions;
        var random = new Random(seed);
        for (var i = 0; i < NoiseCount; i++)
        {
            _noise[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        _templates = new byte[meters][];
        _timestampAt = new int[meters];
        for (var i = 0; i < meters; i++)
        {
            var id = $"M-{i:D6}";
            _templates[i] = SensorReadingEncoder.EncodeFramed(
                new SensorReading(id, FirstEventMs, 230, 10, 25, MeterStatus.Ok, $"F-{i / 50:D4}"), SchemaId, SchemaIdLayout.Confluent);
            _timestampAt[i] = 5 + 1 + Encoding.UTF8.GetByteCount(id);
        }
    }

    public int Meters => _templates.Length;

    /// <summary>Fills one batch with the next readings of its partition: a partition's meters take turns, as they do in a keyed topic.</summary>
    public void Fill(ReadingBatch batch, ref long partitionOffset, int count)
    {
        var metersHere = (Meters - batch.Partition + _partitions - 1) / _partitions;
        for (var i = 0; i < count; i++)
        {
            var turn = partitionOffset / metersHere;
            var meter = (int)((partitionOffset % metersHere) * _partitions) + batch.Partition;
            var value = batch.Append(_templates[meter]);
            var eventTimeMs = FirstEventMs + (turn * 1000);
            Patch(batch.Writable(value)[_timestampAt[meter]..], eventTimeMs);
            batch.Add(new RawRecord
            {
                Offset = partitionOffset++,
                BrokerTimestampMs = eventTimeMs,
                Key = new ByteRange(value.Start + 6, _timestampAt[meter] - 6),
                Value = value,
                Headers = ByteRange.Null,
            });
        }
    }

    private void Patch(Span<byte> at, long eventTimeMs)
    {
        var writer = new AvroSpanWriter(at);
        writer.WriteLong(eventTimeMs);
        writer.WriteDouble(230 + Noise());
        writer.WriteDouble(10 + (0.5 * Noise()));
        writer.WriteDouble(25 + (0.3 * Noise()));
    }

    private double Noise() => _noise[(int)((_next++ * 7919) & (NoiseCount - 1))];
}
