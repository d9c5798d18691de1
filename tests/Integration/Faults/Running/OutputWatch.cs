using System.Diagnostics;
using Confluent.Kafka;
using GridFlow.Integration.Programs;

namespace GridFlow.Integration.Faults.Running;

/// <summary>A read_committed consumer of both output topics that runs all along and sees when output comes again after a restart.</summary>
/// <remarks>It counts only records that were produced after the restart: a consumer may still be handed older ones by then.</remarks>
internal sealed class OutputWatch : IAsyncDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(20);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<double> _recoverySeconds = [];
    private readonly Task _run;
    private long _restartedAtMs = long.MaxValue;
    private long _restartedAt;
    private long _seen;

    /// <param name="setup">Names the topics, which must be there.</param>
    public OutputWatch(PipelineSetup setup)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = setup.Kafka,
            GroupId = "gridflow-watch",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchWaitMaxMs = 10,
        };
        _consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _consumer.Assign(
            from topic in new[] { setup.Anomalies, setup.DeadLetters }
            from partition in Enumerable.Range(0, PipelineSetup.Partitions)
            select new TopicPartitionOffset(topic, partition, Offset.Beginning));
        _run = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Committed records seen so far.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>One number for each restart after which output has come.</summary>
    public IReadOnlyList<double> RecoverySeconds
    {
        get
        {
            lock (_lock)
            {
                return [.. _recoverySeconds];
            }
        }
    }

    /// <summary>The pipeline is started again now.</summary>
    public void Restarted()
    {
        lock (_lock)
        {
            _restartedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            _restartedAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The pipeline has been killed: when nothing came since its start, that start says nothing about recovery.</summary>
    public void Killed()
    {
        lock (_lock)
        {
            _restartedAtMs = long.MaxValue;
        }
    }

    /// <summary>Waits until so many more committed records have come.</summary>
    public Task MoreAsync(int records, TimeSpan? timeout = null)
    {
        var target = Seen + records;
        return Until.ThereAsync(() => Task.FromResult(Seen >= target ? null : $"{target - Seen} more committed records"), timeout);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _consumer.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(PollWait) is { } record)
                {
                    See(record.Message.Timestamp.UnixTimestampMs);
                }
            }
            catch (ConsumeException)
            {
                // Brokers are killed in some scenarios; the client finds them again by itself.
            }
        }
    }

    private void See(long producedAtMs)
    {
        Interlocked.Increment(ref _seen);
        lock (_lock)
        {
            if (producedAtMs >= _restartedAtMs)
            {
                _recoverySeconds.Add(Stopwatch.GetElapsedTime(_restartedAt).TotalSeconds);
                _restartedAtMs = long.MaxValue;
            }
        }
    }
}
