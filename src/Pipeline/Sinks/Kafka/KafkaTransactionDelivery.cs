using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Sinks.Kafka;

/// <summary>Exactly-once: anomalies, dead letters and input positions are one Kafka transaction.</summary>
/// <remarks>
/// Records go out as soon as they are sent, so that a commit has little left to wait for. A transaction that must be aborted is aborted, and the publisher sends
/// the same results again; a producer that is fenced, or fails in a way that leaves the outcome open, is replaced, and everything goes back to what the group has
/// committed.
/// </remarks>
internal sealed partial class KafkaTransactionDelivery : IDelivery
{
    /// <summary>Subject on the <see cref="ConditionBoard"/>.</summary>
    public const string Subject = "transactions";

    private const int AbortsBeforeTold = 5;
    private static readonly TimeSpan LongestInitialize = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan InitializePause = TimeSpan.FromSeconds(1);

    private readonly string _topic;
    private readonly ProducerConfig _config;
    private readonly ResultMessages _messages;
    private readonly RecordSizeLimit _limit;
    private readonly IGroupMembership _group;
    private readonly ConditionBoard _conditions;
    private readonly TransactionLog _log;
    private readonly FenceCount _fences;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _abort;
    private readonly Action<DeliveryReport<byte[]?, byte[]?>> _onReport;
    private readonly TimeSpan _longestTransaction;
    private readonly TimeSpan _longestCommit;
    private volatile Task<TransactionalProducer> _producer;
    private int _aborts;

    /// <param name="options">Topics and client properties.</param>
    /// <param name="transactionalId">The producer's id, stable over restarts.</param>
    /// <param name="messages">Makes the records.</param>
    /// <param name="group">The membership that commits are made under.</param>
    /// <param name="conditions">Told what goes wrong.</param>
    /// <param name="log">Counts and times transactions.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where the rare events go.</param>
    /// <param name="abort">Ends every wait; what waits is not committed then.</param>
    public KafkaTransactionDelivery(
        KafkaOptions options, string transactionalId, ResultMessages messages, IGroupMembership group, ConditionBoard conditions, TransactionLog log, TimeProvider time, ILogger logger, CancellationToken abort)
    {
        _topic = options.ReadingsTopic;
        _config = KafkaClientConfig.TransactionalProducer(options, transactionalId);
        // By then the coordinator has ended the transaction in any case.
        _longestTransaction = TimeSpan.FromMilliseconds(_config.TransactionTimeoutMs!.Value);
        _longestCommit = _longestTransaction + TimeSpan.FromSeconds(5);
        _messages = messages;
        _limit = new RecordSizeLimit(messages.Smaller);
        _group = group;
        _conditions = conditions;
        _log = log;
        _fences = new FenceCount(transactionalId, time);
        _time = time;
        _logger = logger;
        _abort = abort;
        _onReport = OnReport;
        // While the group is joined: what a dead predecessor has left open ends here, and the positions it holds back become readable.
        _producer = StartProducerAsync();
    }

    /// <summary>A commit that has hung, and the producer that takes its place.</summary>
    public TimeSpan? LongestCall => _longestCommit + LongestInitialize;

    /// <inheritdoc/>
    public async Task SendAsync(ReadingBatch batch, CancellationToken cancellationToken)
    {
        if (!batch.HasSomethingToSay)
        {
            return;
        }

        var producer = await _producer.WaitAsync(cancellationToken);
        Open(producer);
        foreach (var (target, message) in _messages.Of(batch))
        {
            if (!producer.Broken.IsDone)
            {
                return;
            }

            Produce(producer, target, _limit.Fit(target.Topic, message), cancellationToken);
        }

        producer.Poll();
    }

    /// <inheritdoc/>
    public async Task<CommitOutcome> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, Func<bool> stillOwned, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        // In this order: see IGroupMembership.
        var membership = _group.Membership;
        var owned = stillOwned();
        var producer = await _producer.WaitAsync(cancellationToken);
        if (positions.Count == 0 && !producer.IsOpen)
        {
            return CommitOutcome.Committed;
        }

        var offsets = positions.Select(p => new TopicPartitionOffset(_topic, p.Partition, p.NextOffset)).ToList();
        var result = await CommitInTimeAsync(producer, offsets, owned ? membership : null, cancellationToken);
        if (result.IsDone)
        {
            producer.ReportWell();
            _conditions.Clear(Subject);
            _aborts = 0;
            _log.Count(CommitOutcome.Committed, _time.GetElapsedTime(began));
            return CommitOutcome.Committed;
        }

        var outcome = result.Outcome == StepOutcome.MustAbort ? CommitOutcome.Aborted : CommitOutcome.Unknown;
        Tell(result, outcome, owned);
        _log.Count(outcome, _time.GetElapsedTime(began));
        if (outcome == CommitOutcome.Unknown)
        {
            Replace(producer, result);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public Task SettledAsync(CancellationToken cancellationToken) => _producer.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_producer.IsCompletedSuccessfully)
        {
            _producer.Result.Dispose();
        }
    }

    private void Open(TransactionalProducer producer)
    {
        if (!producer.IsOpen)
        {
            producer.Open(_time.GetTimestamp());
            FaultPoints.Hit(FaultPoints.TransactionBegun);
        }
    }

    /// <summary>The calls block and cannot be cancelled, and one of them has been seen to block for ever (librdkafka issue 5511): after that time the producer is given up.</summary>
    private async Task<StepResult> CommitInTimeAsync(
        TransactionalProducer producer, List<TopicPartitionOffset> offsets, IConsumerGroupMetadata? membership, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => Commit(producer, offsets, membership, cancellationToken), cancellationToken).WaitAsync(_longestCommit, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new StepResult(StepOutcome.Fatal, new Error(ErrorCode.Local_TimedOut, $"a commit has not ended in {_longestCommit.TotalSeconds:F0} s"));
        }
    }

    private void Produce(TransactionalProducer producer, TopicPartition target, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken)
    {
        while (producer.Produce(target, message, _onReport, cancellationToken) is { } error)
        {
            if (!RecordSizeLimit.IsTooLarge(error))
            {
                producer.Break(error);
                return;
            }

            _limit.Refuse(target.Topic, message);
            message = _limit.Fit(target.Topic, message);
        }
    }

    /// <summary>All steps of a commit, or of an abort when there is no membership to commit under.</summary>
    private StepResult Commit(TransactionalProducer producer, List<TopicPartitionOffset> offsets, IConsumerGroupMetadata? membership, CancellationToken stop)
    {
        Open(producer);
        var result = producer.Broken;
        if (result.IsDone && membership is null)
        {
            result = new StepResult(StepOutcome.MustAbort, new Error(ErrorCode.Local_State, "this instance is no member of the group, or has lost a partition"));
        }

        FaultPoints.Hit(FaultPoints.TransactionProduced);
        if (result.IsDone)
        {
            result = producer.SendOffsets(offsets, membership!, stop);
            FaultPoints.Hit(FaultPoints.TransactionOffsetsSent);
        }

        if (result.IsDone)
        {
            result = producer.Commit(stop);
            FaultPoints.Hit(FaultPoints.TransactionCommitted);
        }

        if (result.Outcome == StepOutcome.MustAbort && producer.Abort(stop) is { IsDone: false } failed)
        {
            result = failed with { Outcome = StepOutcome.Fatal };
        }

        producer.Close();
        return result;
    }

    private void Tell(StepResult result, CommitOutcome outcome, bool owned)
    {
        // The client writes (null) for metadata that we do not use.
        var reason = (result.Error?.Reason ?? "").Replace("((null))", "", StringComparison.Ordinal);
        if (outcome == CommitOutcome.Unknown)
        {
            LogReplaced(_logger, reason);
        }
        else if (++_aborts >= AbortsBeforeTold && owned)
        {
            // Once or twice is what every rebalance does.
            _conditions.Raise(Subject, $"transactions are aborted, trying again: {reason}");
        }
        else
        {
            LogAborted(_logger, reason);
        }
    }

    private void Replace(TransactionalProducer producer, StepResult result)
    {
        // The coordinator fences too, when a transaction has taken longer than it may: that is an outage and nobody else.
        if (result.IsFenced && _time.GetElapsedTime(producer.OpenedAt) < _longestTransaction)
        {
            _fences.Add();
        }

        producer.Dispose();
        _producer = StartProducerAsync();
    }

    private async Task<TransactionalProducer> StartProducerAsync()
    {
        while (true)
        {
            var producer = new TransactionalProducer(_config, _conditions);
            var reason = await InitializeAsync(producer);
            if (reason is null)
            {
                return producer;
            }

            // It may be in a call that does not end, and giving it up waits for that a while.
            await Task.Run(producer.Dispose, CancellationToken.None);
            // Fenced in the middle of it, a coordinator that has moved: another producer tries again. What a person must mend stays in the condition.
            _conditions.Raise(Subject, $"transactional.id {_config.TransactionalId} cannot be used yet, trying again: {reason}");
            await Task.Delay(InitializePause, _time, _abort);
        }
    }

    private async Task<string?> InitializeAsync(TransactionalProducer producer)
    {
        try
        {
            var result = await Task.Run(() => producer.Initialize(_abort), _abort).WaitAsync(LongestInitialize, _time, _abort);
            return result.IsDone ? null : result.Error?.Reason;
        }
        catch (TimeoutException)
        {
            return $"no answer in {LongestInitialize.TotalSeconds:F0} s";
        }
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (RecordSizeLimit.IsTooLarge(report.Error))
        {
            _limit.Refuse(report.Topic, report.Message);
        }
    }

    [LoggerMessage(400, LogLevel.Information, "a transaction was aborted and is made again: {Reason}")]
    private static partial void LogAborted(ILogger logger, string reason);

    [LoggerMessage(401, LogLevel.Warning, "the transactional producer is replaced, and all partitions go back to what is committed: {Reason}")]
    private static partial void LogReplaced(ILogger logger, string reason);
}
