using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sources;

namespace GridFlow.Load.Benchmarks.Influx;

/// <summary>A read_committed reader that gives the next anomaly that is committed from now on.</summary>
internal sealed class AnomalyTap : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly AnomalyReader _reader = new(GridFlowSchemas.AnomalyEvent);
    private readonly IConsumer<Ignore, byte[]> _consumer;

    public AnomalyTap(BenchmarkTopics topics)
    {
        var config = KafkaClientConfig.Consumer(topics.Options("tap"));
        config.AutoOffsetReset = AutoOffsetReset.Latest;
        _consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        _consumer.Subscribe(topics.Anomalies);
    }

    /// <summary>Waits for it; what had come before is passed over.</summary>
    public AnomalyPoint Next()
    {
        while (_consumer.Consume(TimeSpan.Zero) is not null)
        {
            // Committed before.
        }

        var record = _consumer.Consume(Patience) ?? throw new TimeoutException("No anomaly has been committed in 10 s.");
        return _reader.Read(record.Message.Value[5..]);
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }
}
