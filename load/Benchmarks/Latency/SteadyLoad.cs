using System.Text;
using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sources;
using HdrHistogram;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>
/// Readings at times fixed beforehand, whatever the broker and the pipeline do. A reading's event time is the time it was to be sent at; one that is sent late keeps
/// it, and by how much the generator was late is told.
/// </summary>
internal sealed class SteadyLoad : IDisposable
{
    private const int BarePerSecond = 100;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly byte[] BareValue = new byte[64];

    private readonly BenchmarkTopics _topics;
    private readonly int _meters;
    private readonly Random _random = new(1);
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly Dictionary<(int Partition, long Offset), long> _appendedMs = [];

    public SteadyLoad(BenchmarkTopics topics, int meters)
    {
        _topics = topics;
        _meters = meters;
        _producer = new ProducerBuilder<byte[], byte[]>(KafkaClientConfig.Producer(topics.Options("load"))).Build();
    }

    /// <summary>How late readings were handed to the client, µs.</summary>
    public LongHistogram Lateness { get; } = new(600_000_000, 3);

    public long Sent { get; private set; }

    /// <summary>When the broker appended each live reading, by its own clock.</summary>
    public IReadOnlyDictionary<(int Partition, long Offset), long> AppendedMs => _appendedMs;

    /// <summary>So many readings of every meter, one a second until now, as fast as it goes.</summary>
    public void History(int rounds)
    {
        var startMs = (WallClock.NowUs() / 1000) - (rounds * 1000L);
        for (var i = 0; i < rounds * _meters; i++)
        {
            Produce(i % _meters, startMs + (i / _meters * 1000L), onReport: null);
        }

        _producer.Flush(CancellationToken.None);
    }

    /// <summary>One bare record.</summary>
    public void Bare() => _producer.Produce(_topics.Bare, new Message<byte[], byte[]> { Value = BareValue });

    /// <summary>The rate, for as long as asked.</summary>
    public async Task RunAsync(int rate, TimeSpan duration)
    {
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        var startUs = WallClock.NowUs();
        var count = (long)(duration.TotalSeconds * rate);
        var (next, nextBare) = (0L, 0L);
        while (next < count && await timer.WaitForNextTickAsync())
        {
            for (; next < count && IntendedUs(next, rate) is var intendedUs && WallClock.NowUs() is var nowUs && intendedUs <= nowUs; next++)
            {
                Lateness.RecordValue(nowUs - intendedUs);
                Produce((int)(next % _meters), intendedUs / 1000, OnReport);
            }

            for (; IntendedUs(nextBare, BarePerSecond) <= WallClock.NowUs(); nextBare++)
            {
                Bare();
            }
        }

        _producer.Flush(CancellationToken.None);

        long IntendedUs(long index, int perSecond) => startUs + (index * 1_000_000 / perSecond);
    }

    public void Dispose() => _producer.Dispose();

    private void Produce(int meter, long eventTimeMs, Action<DeliveryReport<byte[], byte[]>>? onReport)
    {
        var id = $"M-{meter:D6}";
        var reading = new SensorReading(id, eventTimeMs, 230 + Noise(), 10 + Noise(), 25 + Noise(), MeterStatus.Ok, null);
        var message = new Message<byte[], byte[]>
        {
            Key = Encoding.ASCII.GetBytes(id),
            Value = SensorReadingEncoder.EncodeFramed(reading, ReadingStream.SchemaId, SchemaIdLayout.Confluent),
        };
        while (true)
        {
            try
            {
                _producer.Produce(_topics.Readings, message, onReport);
                Sent++;
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(Tick);
            }
        }
    }

    // Called by the client's one poll thread, and read when that has nothing more to say.
    private void OnReport(DeliveryReport<byte[], byte[]> report)
    {
        if (!report.Error.IsError && report.Timestamp.Type == TimestampType.LogAppendTime)
        {
            _appendedMs[(report.Partition.Value, report.Offset.Value)] = report.Timestamp.UnixTimestampMs;
        }
    }

    private double Noise() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
