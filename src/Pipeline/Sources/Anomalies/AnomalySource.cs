using System.Collections.Concurrent;
using Confluent.Kafka;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Sources.Anomalies;

/// <summary>Reads the anomalies topic in a group of its own and hands batches on.</summary>
/// <remarks>
/// One thread polls, and rebalances happen on it. A batch is handed on when the server is ready for one, or when it is full: after a quiet time the first
/// anomaly goes at once, and a server that is busy gets fewer and larger writes. While nothing can be handed on, the partitions are paused and polling goes on, so that the group does not take an InfluxDB that
/// is away for a dead member.
/// </remarks>
internal sealed partial class AnomalySource : IDisposable
{
    /// <summary>Name on the board of conditions.</summary>
    public const string Subject = "InfluxDB writer";

    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan GatheringPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RoomSlice = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PatienceBeforePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly AnomalySourceSetup _setup;
    private readonly string _topic;
    private readonly InfluxDbLedger _ledger;
    private readonly ConditionBoard _conditions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly ConcurrentDictionary<int, AnomalyPartition> _owned = new();
    private readonly AnomalyCommits _commits;
    private readonly ITimer _lookAtEnds;
    private readonly Lock _clientLock = new();
    private List<AnomalyRecord> _open = [];
    private Func<bool> _isReady = () => true;
    private Task? _sending;
    private long _sendingSince;
    private bool _drained;
    private bool _paused;
    private bool _pausesStale;
    private bool _disposed;
    private volatile Error? _fatal;

    public AnomalySource(AnomalySourceSetup setup, InfluxDbLedger ledger, ConditionBoard conditions, TimeProvider time, ILogger<AnomalySource> logger)
    {
        _setup = setup;
        _topic = setup.Kafka.AnomaliesTopic;
        _ledger = ledger;
        _conditions = conditions;
        _time = time;
        _logger = logger;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientConfig.AnomalyConsumer(setup.Kafka, setup.GroupId))
            .SetPartitionsAssignedHandler((_, assigned) => OnAssigned(assigned))
            .SetPartitionsRevokedHandler((_, revoked) => OnRevoked(revoked))
            .SetPartitionsLostHandler((_, lost) => OnLost(lost))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, _) => { })
            .Build();
        _commits = new AnomalyCommits(offsets => _consumer.Commit(offsets), _topic, conditions, time);
        _lookAtEnds = time.CreateTimer(_ => LookAtEnds(), null, EndsInterval, EndsInterval);
    }

    /// <summary>Offsets between the positions and the last stable offsets, as last looked at.</summary>
    public long Behind => _owned.Values.Sum(partition => partition.Behind);

    /// <summary>Polls until told to stop. What is not handed on by then is read again.</summary>
    /// <param name="send">Hands a batch on; the task ends when there was room for it.</param>
    /// <param name="isReady">Whether a batch that is not full should be handed on.</param>
    /// <param name="stop">Asks for the end.</param>
    /// <exception cref="KafkaException">The client can do no more.</exception>
    public Task RunAsync(Func<IReadOnlyList<AnomalyRecord>, Task> send, Func<bool> isReady, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            _isReady = isReady;
            _consumer.Subscribe(_topic);
            while (!stop.IsCancellationRequested)
            {
                Turn(send);
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Commits what is done and leaves the group; does not wait for brokers that are away.</summary>
    public void Dispose()
    {
        _lookAtEnds.Dispose();
        lock (_clientLock)
        {
            // A look that has begun may still come along, and must find no client that is closed.
            _disposed = true;
        }

        if (!_commits.CommitNow([.. _owned.Values], EndPatience))
        {
            // Its coordinator is away. A client that is waited in is not pulled away under the call, but it leaves the group when the call is over: a member that nobody
            // polls would keep its partitions from the next run.
            _commits.Then(_consumer.Close);
            return;
        }

        var leaving = Task.Run(_consumer.Close);
        if (Task.WhenAny(leaving, Task.Delay(EndPatience, _time)).GetAwaiter().GetResult() == leaving)
        {
            _consumer.Dispose();
        }
    }

    private void Turn(Func<IReadOnlyList<AnomalyRecord>, Task> send)
    {
        if (_fatal is { } fatal)
        {
            throw new KafkaException(fatal);
        }

        if (_sending is { IsCompleted: true } sent)
        {
            _sending = null;
            // Throws when there will never be room again.
            sent.GetAwaiter().GetResult();
        }

        HoldOrGoOn();
        if (_paused || _open.Count < _setup.BatchRecords)
        {
            Take(PollWait());
        }

        if (_sending is null && _open.Count > 0 && IsDue())
        {
            _sendingSince = _time.GetTimestamp();
            _sending = send(_open);
            _open = [];
        }

        _commits.CommitIfDue(_owned.Values);
    }

    /// <summary>Waits a little for room; when that takes long, pauses, so that polling brings no more.</summary>
    private void HoldOrGoOn()
    {
        if (_sending is null)
        {
            if (_paused)
            {
                _paused = false;
                Tell(_consumer.Resume);
            }
        }
        else if (_paused)
        {
            if (_pausesStale)
            {
                PauseAll();
            }
        }
        else if (_open.Count >= _setup.BatchRecords)
        {
            Task.WhenAny(_sending, Task.Delay(RoomSlice, _time)).GetAwaiter().GetResult();
            if (!_sending.IsCompleted && _time.GetElapsedTime(_sendingSince) > PatienceBeforePause)
            {
                _paused = true;
                PauseAll();
            }
        }
    }

    private void PauseAll()
    {
        // First, because a pause that fails is stale again; and at all, because each pause throws away what the client has fetched.
        _pausesStale = false;
        Tell(_consumer.Pause);
    }

    private void Tell(Action<IEnumerable<TopicPartition>> call)
    {
        try
        {
            call(_consumer.Assignment);
        }
        catch (KafkaException)
        {
            // Moved away meanwhile; the handler says so in the next poll.
            _pausesStale = true;
        }
    }

    private TimeSpan PollWait()
    {
        if (_open.Count == 0 || _paused)
        {
            return IdlePoll;
        }

        return _isReady() ? TimeSpan.Zero : GatheringPoll;
    }

    /// <summary>Behind a write nothing is cut before its batch is full: what came meanwhile is one write then, and not several in a row.</summary>
    private bool IsDue() => _open.Count >= _setup.BatchRecords || (_drained && _isReady());

    private void Take(TimeSpan wait)
    {
        try
        {
            var record = _consumer.Consume(wait);
            _drained = record is null;
            if (record is not null && _owned.TryGetValue(record.Partition.Value, out var partition))
            {
                Note(partition, record);
            }
        }
        catch (ConsumeException e)
        {
            OnConsumeError(e);
        }
    }

    private void Note(AnomalyPartition partition, ConsumeResult<byte[]?, byte[]?> record)
    {
        _conditions.Clear(Subject);
        if (record.IsPartitionEOF)
        {
            partition.AtEnd(record.Offset.Value);
            return;
        }

        partition.Read(record.Offset.Value);
        _ledger.CountRead();
        _open.Add(new AnomalyRecord(partition, record));
    }
}
