using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources.Flood;
using GridFlow.Sources.Native;
using GridFlow.Steering;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Sources;

/// <summary>The poll loop: drains the Kafka client and hands batches of one partition to the graph.</summary>
/// <remarks>
/// One thread polls, and rebalances happen on it. When the graph is full the loop waits for it; when that takes long it pauses its partitions and goes on
/// polling, so that the group does not take a slow sink for a dead member.
/// </remarks>
internal sealed partial class KafkaReadingSource : IOffsetCommitter, IGroupMembership, IDisposable
{
    private const int MessagesPerPoll = 4096;
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RecoveringPollWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan PatienceBeforePause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RevokePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CommittedTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WatermarkTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RevokeSlice = TimeSpan.FromMilliseconds(50);

    private readonly KafkaOptions _options;
    private readonly BatchPool _pool;
    private readonly ReadingLedger _ledger;
    private readonly PartitionTable _partitions;
    private readonly ConditionBoard _conditions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IPartitionRecovery _recovery;
    private readonly DetectorHandover _handover;
    private readonly Func<IReadOnlyCollection<int>, Task> _beforeRelease;
    private readonly FloodGuard _floods;
    private readonly ISettingsFeed? _settings;
    private readonly bool _transactional;
    private readonly string _subject;
    private readonly string _commitSubject;
    private readonly string _groupSubject;
    private readonly string _pressureSubject;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly Dictionary<int, ReadingBatch> _open = [];
    private readonly List<ReadingBatch> _ready = [];
    private readonly Dictionary<int, long> _speakFrom = [];
    private readonly object _clientLock = new();
    private readonly Lock _watermarkLock = new();
    private bool _joined;
    private bool _held;
    private bool _pausesStale;
    private bool _disposed;
    private volatile bool _polling;
    private volatile bool _closing;
    private volatile Error? _fatal;

    /// <param name="setup">What it reads, and for whom.</param>
    /// <param name="pool">Where batches come from.</param>
    /// <param name="ledger">Where they are booked in.</param>
    /// <param name="partitions">What this instance owns.</param>
    /// <param name="conditions">Told what it waits for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where the rare events go.</param>
    public KafkaReadingSource(
        ReadingSourceSetup setup, BatchPool pool, ReadingLedger ledger, PartitionTable partitions, ConditionBoard conditions, TimeProvider time, ILogger<KafkaReadingSource> logger)
    {
        var options = setup.Kafka;
        _options = options;
        _recovery = setup.Recovery;
        _handover = setup.Handover;
        _beforeRelease = setup.BeforeRelease;
        _floods = setup.Floods;
        _settings = setup.Settings;
        _transactional = setup.Transactional;
        _subject = $"{setup.Reader} consumer";
        _commitSubject = $"{setup.Reader} commit";
        _groupSubject = $"{setup.Reader} group";
        _pressureSubject = setup.Reader == "Kafka" ? "back-pressure" : $"{setup.Reader} back-pressure";
        _pool = pool;
        _ledger = ledger;
        _partitions = partitions;
        _conditions = conditions;
        _time = time;
        _logger = logger;
        var config = KafkaClientConfig.Consumer(options, setup.ClientId);
        _socketTimeout = config.SocketTimeoutMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : DefaultSocketTimeout;
        _consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetPartitionsAssignedHandler((_, assigned) => OnAssigned(assigned))
            .SetPartitionsRevokedHandler((_, revoked) => OnRevoked(revoked))
            .SetPartitionsLostHandler((_, lost) => OnLost(lost))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => LogClient(logger, message.Level, message.Message))
            .Build();
    }

    /// <summary>Polls until told to stop. Leaves the group only when <see cref="Dispose"/> is called, so that what is in flight can still be committed.</summary>
    /// <param name="send">Hands a batch to the graph; the task ends when the graph has room.</param>
    /// <param name="stop">Asks for the end.</param>
    public Task RunAsync(Func<ReadingBatch, Task> send, CancellationToken stop) =>
        Task.Factory.StartNew(() => Poll(send, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public bool TryCommit(IReadOnlyCollection<PartitionPosition> positions)
    {
        var owned = positions.Where(p => _partitions.EpochOf(p.Partition) == p.Epoch).ToList();
        if (owned.Count == 0)
        {
            return true;
        }

        // The client must not be destroyed while it commits, and this thread may have been given up by the one that asked.
        lock (_clientLock)
        {
            try
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                _consumer.Commit(owned.Select(p => new TopicPartitionOffset(_options.ReadingsTopic, p.Partition, p.NextOffset)));
                _conditions.Clear(_commitSubject);
                _conditions.Clear(_subject);
                return true;
            }
            catch (KafkaException e) when (!e.Error.IsFatal)
            {
                _conditions.Raise(_commitSubject, $"positions could not be committed, trying again: {e.Error.Reason}");
                return false;
            }
        }
    }

    /// <summary>Readings behind the position, from what the client knows of the partition's end; −1 when it knows nothing.</summary>
    public long LagOf(OwnedPartition owned)
    {
        Offset end;
        lock (_watermarkLock)
        {
            end = _disposed ? Offset.Unset : _consumer.GetWatermarkOffsets(new TopicPartition(_options.ReadingsTopic, owned.Partition)).High;
        }

        return end == Offset.Unset || end < 0 || owned.Position < 0 ? -1 : Math.Max(0, end - owned.Position);
    }

    /// <summary>Leaves the group.</summary>
    public void Dispose()
    {
        // The graph has ended: whatever of it is still in flight will not drain any more.
        _closing = true;
        try
        {
            _consumer.Close();
        }
        catch (KafkaException e)
        {
            LogClient(_logger, SyslogLevel.Warning, $"leaving the group: {e.Error.Reason}");
        }

        // A commit that was given up may still wait for a broker that is away. The process ends soon; better a client too many than one pulled away under it.
        if (Monitor.TryEnter(_clientLock, CommittedTimeout))
        {
            lock (_watermarkLock)
            {
                _disposed = true;
                _consumer.Dispose();
            }

            Monitor.Exit(_clientLock);
        }
    }

    private void Poll(Func<ReadingBatch, Task> send, CancellationToken stop)
    {
        using var queue = new NativeConsumerQueue(_consumer, MessagesPerPoll);
        _polling = true;
        _consumer.Subscribe(_options.ReadingsTopic);
        try
        {
            PollUntil(send, queue, stop);
        }
        finally
        {
            _polling = false;
        }
    }

    private void PollUntil(Func<ReadingBatch, Task> send, NativeConsumerQueue queue, CancellationToken stop)
    {
        var lastProbe = _time.GetTimestamp();
        var startedAt = _time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            ComeRound();
            Drain(queue, _recoveries.Count > 0 ? RecoveringPollWait : PollWait);
            Recover(stop);
            if (!_joined && !_isStandby && !_conditions.IsRaised(_groupSubject) && _time.GetElapsedTime(startedAt) > RevokePatience)
            {
                _conditions.Raise(
                    _groupSubject, $"group {_options.GroupId} has given this instance no partition yet; after a crash it waits for the dead member's session to end (session.timeout.ms)");
            }

            if (_fatal is { } fatal)
            {
                throw new KafkaException(fatal);
            }

            HandAll(send, queue, stop);
            Release();
            RestartOutOfRange();
            FollowSettings();
            HandAll(send, queue, stop);
            FollowPauses();
            FollowStandby();

            if (_conditions.IsRaised(_subject) && _time.GetElapsedTime(lastProbe) > RevokePatience)
            {
                lastProbe = _time.GetTimestamp();
                ProbeBroker();
            }
        }
    }

    /// <summary>Takes what the client has and sorts it into one batch per partition; a full one is followed by another.</summary>
    private void Drain(NativeConsumerQueue queue, TimeSpan wait)
    {
        var count = queue.Take(wait);
        try
        {
            var polledAt = _time.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                Add(queue, i, polledAt);
            }
        }
        finally
        {
            queue.Release();
        }

        _ready.AddRange(_open.Values);
        _open.Clear();
        RestorePauses();
        NoteMembershipIfNeeded();
    }

    private unsafe void Add(NativeConsumerQueue queue, int index, long polledAt)
    {
        var message = queue[index];
        if (message->Error != 0)
        {
            if (message->Error == (int)ErrorCode.Local_AutoOffsetReset)
            {
                _givenUp.Add(message->Partition);

                // One that is not read yet stands anywhere; its recovery says where to go.
                if (_partitions.ReadyState(message->Partition) is not null)
                {
                    _outOfRange.Add(message->Partition);
                }

                return;
            }

            OnError(new Error((ErrorCode)message->Error));
            return;
        }

        if (_open.TryGetValue(message->Partition, out var batch) && (batch.IsFull || (batch.IsReplay && message->Offset >= _speakFrom[message->Partition])))
        {
            _ready.Add(batch);
            // At once: when the partition is rolled back by another thread before the next batch is rented, this one must not be handed over twice.
            _open.Remove(message->Partition);
            batch = null;
        }

        if (batch is null)
        {
            // A rebalance forgets that a partition was paused, and what comes of it before that is mended would move it from where it stands.
            if (_stopped.Contains(message->Partition))
            {
                return;
            }

            // A record of a partition that has just gone belongs to its next owner; one that is not recovered yet will be read again.
            if (_partitions.ReadyState(message->Partition) is not { } state)
            {
                return;
            }

            var isReplay = message->Offset < state.SpeakFrom;
            _speakFrom[message->Partition] = state.SpeakFrom;
            batch = _open[message->Partition] = _pool.Rent(message->Partition, state.Epoch, polledAt, isReplay);
            batch.Claims = _inForce?.Claims;
        }

        NativeConsumerQueue.CopyTo(message, batch);
    }

    private void HandAll(Func<ReadingBatch, Task> send, NativeConsumerQueue queue, CancellationToken stop)
    {
        while (_ready.Count > 0)
        {
            foreach (var batch in TakeReady())
            {
                Hand(batch, send, queue, stop);
            }
        }
    }

    private ReadingBatch[] TakeReady()
    {
        ReadingBatch[] ready = [.. _ready];
        _ready.Clear();
        return ready;
    }

    private void Hand(ReadingBatch batch, Func<ReadingBatch, Task> send, NativeConsumerQueue queue, CancellationToken stop)
    {
        _ledger.Take(batch);
        if (batch.RecordCount > 0)
        {
            FollowReplay(batch);
            _partitions.Enter(batch.Partition, batch.Epoch, batch.NextOffset);
        }
        else
        {
            _partitions.Enter(batch.Partition, batch.Epoch);
        }

        var sending = send(batch);
        while (!Wait(sending, _held ? PollWait : PatienceBeforePause))
        {
            if (_fatal is { } fatal)
            {
                throw new KafkaException(fatal);
            }

            if (!_held && !stop.IsCancellationRequested)
            {
                Hold();
            }

            ComeRound();
            // Serves rebalances. What comes all the same is kept for the next round.
            Drain(queue, TimeSpan.Zero);
            Recover(stop);
            if (_held && _ready.Count > 0)
            {
                _pausesStale = true;
            }
        }

        sending.GetAwaiter().GetResult();
    }

    private static bool Wait(Task task, TimeSpan patience) => task.IsCompleted || Task.WaitAny([task], patience) == 0;

    private void Hold()
    {
        _held = true;
        _consumer.Pause(_consumer.Assignment);
        _conditions.Raise(_pressureSubject, "the graph has been full for some seconds; readings wait in Kafka");
    }

    /// <summary>Goes on when all that was taken is handed over. Not batch by batch: each pause throws away what the client has fetched.</summary>
    private void Release()
    {
        if (_held)
        {
            _held = false;
            _consumer.Resume(_consumer.Assignment.Where(p => _partitions.ReadyState(p.Partition) is not null && !_stopped.Contains(p.Partition)));
            _conditions.Clear(_pressureSubject);
        }
    }

    private void ProbeBroker()
    {
        try
        {
            // A member that stands by has no partition of its own to ask for, and nothing else that would say that the brokers are back. One that is no member may
            // have been refused by the group, which a partition's end does not tell.
            var partition = _consumer.Assignment is [var own, ..] ? own : IsMember() ? new TopicPartition(_options.ReadingsTopic, 0) : null;
            if (partition is not null)
            {
                _consumer.QueryWatermarkOffsets(partition, WatermarkTimeout);
                _conditions.Clear(_subject);
            }
        }
        catch (KafkaException)
        {
            // Still away; the condition says so.
        }
    }
}
