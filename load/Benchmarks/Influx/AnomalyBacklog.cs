using System.Text;
using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Load.Benchmarks.Influx;

/// <summary>Anomalies that have gathered while InfluxDB was away.</summary>
internal static class AnomalyBacklog
{
    private const int Meters = 10_000;

    /// <summary>Sends so many, spread over meters and time, and waits until the broker has them.</summary>
    public static void Send(BenchmarkTopics topics, long schemaId, int count)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(KafkaClientConfig.Producer(topics.Options("backlog"))).Build();
        var startMs = (WallClockMs() / 1000 * 1000) - (count / Meters * 1000L);
        for (var i = 0; i < count;)
        {
            try
            {
                var meter = $"M-{i % Meters:D6}";
                producer.Produce(topics.Anomalies, new Message<byte[], byte[]> { Key = Encoding.ASCII.GetBytes(meter), Value = Encode(schemaId, meter, startMs + (i / Meters * 1000L)) });
                i++;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }

        producer.Flush(CancellationToken.None);
    }

    private static long WallClockMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static byte[] Encode(long schemaId, string meter, long timeMs)
    {
        var reading = new SensorReading(meter, timeMs, 260.5, 10, 30, MeterStatus.Ok, null);
        var buffer = new byte[256];
        var header = RegistryFraming.WriteHeader(buffer, schemaId, SchemaIdLayout.Confluent);
        var writer = new AvroSpanWriter(buffer.AsSpan(header));
        writer.WriteString($"{meter}:{timeMs}:VOLTAGE_DEVIATION");
        writer.WriteLong(0);
        writer.WriteLong(2);
        var body = new byte[SensorReadingEncoder.MaxBytes(reading)];
        writer.WriteRaw(body.AsSpan(0, SensorReadingEncoder.Encode(reading, body)));
        writer.WriteDouble(2.5);
        writer.WriteDouble(6.1);
        writer.WriteLong(0);
        writer.WriteDouble(230);
        writer.WriteDouble(5);
        writer.WriteLong(timeMs);
        writer.WriteLong(0);
        writer.WriteLong(0);
        return buffer[..(header + writer.Written)];
    }
}
