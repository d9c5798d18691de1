using System.Text;
using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Simulation;
using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Traffic;

/// <summary>Sends records to the readings topic and knows what the broker has of them. Any thread may send, and read the figures.</summary>
internal sealed class ReadingTraffic : IDisposable
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GatePause = TimeSpan.FromMilliseconds(5);
    private static readonly byte[] Poison = [0xFF, 0xFE, 0xFD, 0xFC, 0xFB];

    private readonly IProducer<byte[], byte[]> _client;
    private readonly KafkaOptions _kafka;
    private readonly long _schemaId;
    private readonly long _mostBacklog;
    private readonly long[] _ends;
    private readonly HashSet<(int Partition, long Offset)> _large = [];
    private readonly Lock _lock = new();
    private long _acknowledged;
    private long _failed;
    private long _sent;
    private long _poison;
    private long _committed;

    public ReadingTraffic(KafkaOptions kafka, long schemaId, long mostBacklog)
    {
        _kafka = kafka;
        _schemaId = schemaId;
        _mostBacklog = mostBacklog;
        _ends = new long[kafka.Partitions];
        _client = new ProducerBuilder<byte[], byte[]>(KafkaClientConfig.Producer(kafka)).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Records that the broker has.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Records that the broker has refused.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public long PoisonSent => Interlocked.Read(ref _poison);

    /// <summary>Records handed to the client.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>What the pipeline has committed, as far as it is known; told by who looks.</summary>
    public long Committed
    {
        get => Interlocked.Read(ref _committed);
        set => Interlocked.Exchange(ref _committed, value);
    }

    public long Backlog => Math.Max(0, Acknowledged - Committed);

    /// <summary>End of each partition, by the acknowledgements.</summary>
    public long[] Ends
    {
        get
        {
            lock (_lock)
            {
                return [.. _ends];
            }
        }
    }

    /// <summary>Partition and offset of the first reading of each large injected anomaly.</summary>
    public (int Partition, long Offset)[] Large
    {
        get
        {
            lock (_lock)
            {
                return [.. _large];
            }
        }
    }

    /// <summary>Why the next record is not sent; null when it is.</summary>
    public string? Refusal() => Backlog >= _mostBacklog ? $"{_mostBacklog:N0} records wait, the embedded broker would forget some" : null;

    public void Send(in SensorReading reading, bool isLarge = false) =>
        Produce(Encoding.UTF8.GetBytes(reading.MeterId), SensorReadingEncoder.EncodeFramed(reading, _schemaId, SchemaIdLayout.Confluent), isLarge);

    /// <summary>Sends a record that nobody can read.</summary>
    public void SendPoison(string meterId)
    {
        Interlocked.Increment(ref _poison);
        Produce(Encoding.UTF8.GetBytes(meterId), Poison, isLarge: false);
    }

    /// <summary>So many readings of every meter, one a second until now, as fast as the place takes them: windows are full before anything is measured.</summary>
    public async Task HistoryAsync(GridSimulator grid, int meters, int rounds, TimeProvider time, CancellationToken stop)
    {
        var startMs = time.GetUtcNow().ToUnixTimeMilliseconds() - (rounds * 1000L);
        for (var i = 0L; i < (long)rounds * meters; i++)
        {
            stop.ThrowIfCancellationRequested();
            while (Backlog + (Sent - Acknowledged - Failed) >= _mostBacklog / 2)
            {
                await Task.Delay(GatePause, time, stop);
            }

            if (grid.TryTake(out var reading))
            {
                Send(reading with { EventTimeMs = startMs + (i / meters * 1000L) });
            }
        }

        Flush(stop);
    }

    /// <summary>Waits until the broker has answered for every record, for a while at most.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Flush(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(FlushLimit);
        try
        {
            _client.Flush(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // What the broker has not answered for is neither acknowledged nor forgotten: it breaks a threshold.
        }
    }

    public void Dispose() => _client.Dispose();

    private void Produce(byte[] key, byte[] value, bool isLarge)
    {
        while (true)
        {
            try
            {
                _client.Produce(_kafka.ReadingsTopic, new Message<byte[], byte[]> { Key = key, Value = value }, isLarge ? OnLarge : OnReport);
                Interlocked.Increment(ref _sent);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                // The client is full because the broker is slow: who sends is late now, and lateness is part of the latency.
                _client.Poll(GatePause);
            }
        }
    }

    private void OnLarge(DeliveryReport<byte[], byte[]> report)
    {
        if (!report.Error.IsError)
        {
            lock (_lock)
            {
                _large.Add((report.Partition.Value, report.Offset.Value));
            }
        }

        OnReport(report);
    }

    private void OnReport(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
        {
            Interlocked.Increment(ref _failed);
            return;
        }

        Interlocked.Increment(ref _acknowledged);
        lock (_lock)
        {
            ref var end = ref _ends[report.Partition.Value];
            end = Math.Max(end, report.Offset.Value + 1);
        }
    }
}
