using Confluent.Kafka;
using GridFlow.Sources;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>The client that GridFlow itself uses, as GridFlow sets it up.</summary>
internal sealed class ClientReader : ITopicReader
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public ClientReader(BenchmarkTopics topics)
    {
        Log = new ArrivalLog(topics.Anomalies);
        _reading = Task.Factory.StartNew(() => Read(topics), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string Name => "Confluent.Kafka";

    public ArrivalLog Log { get; }

    public void Dispose()
    {
        _stop.Cancel();
        _reading.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private void Read(BenchmarkTopics topics)
    {
        var config = KafkaClientConfig.Consumer(topics.Options("client"));
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Subscribe([topics.Anomalies, topics.Bare]);
        while (!_stop.IsCancellationRequested)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } record)
            {
                Log.Note(record.Topic, record.Message.Timestamp.UnixTimestampMs, record.Message.Value);
            }
        }

        consumer.Close();
    }
}
