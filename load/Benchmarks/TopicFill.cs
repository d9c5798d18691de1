using Confluent.Kafka;
using GridFlow.Readings;

namespace GridFlow.Load.Benchmarks;

/// <summary>Puts readings into a topic as fast as it takes them; goes on where it stopped.</summary>
internal sealed class TopicFill(BenchmarkTopics topics, int meters, int partitions)
{
    private const int BatchSize = 1024;

    private readonly ReadingStream _stream = new(meters, partitions, 1);
    private readonly BatchPool _pool = new(BatchSize);
    private readonly long[] _offsets = new long[partitions];
    private int _turn;

    /// <summary>End of every partition.</summary>
    public IReadOnlyList<long> Ends => _offsets;

    public void Add(long readings)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = topics.BootstrapServers,
            LingerMs = 50,
            CompressionType = CompressionType.Lz4,
            QueueBufferingMaxMessages = 1_000_000,
            EnableDeliveryReports = false,
        }).Build();
        for (var made = 0L; made < readings; made += BatchSize)
        {
            AddBatch(producer, _turn++ % partitions, (int)Math.Min(BatchSize, readings - made));
        }

        producer.Flush(CancellationToken.None);
    }

    private void AddBatch(IProducer<byte[], byte[]> producer, int partition, int count)
    {
        var batch = _pool.Rent(partition, 0, 0);
        _stream.Fill(batch, ref _offsets[partition], count);
        foreach (var record in batch.Records)
        {
            Produce(producer, partition, batch.Slice(record.Key).ToArray(), batch.Slice(record.Value).ToArray());
        }

        _pool.Return(batch);
    }

    private void Produce(IProducer<byte[], byte[]> producer, int partition, byte[] key, byte[] value)
    {
        while (true)
        {
            try
            {
                producer.Produce(new TopicPartition(topics.Readings, partition), new Message<byte[], byte[]> { Key = key, Value = value });
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
