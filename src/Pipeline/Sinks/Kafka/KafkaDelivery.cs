using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Kafka;

/// <summary>At-least-once: results are acknowledged by all in-sync replicas, then the positions are committed.</summary>
internal sealed class KafkaDelivery : IDelivery
{
    /// <summary>Subject on the <see cref="ConditionBoard"/>.</summary>
    public const string Subject = TransactionalProducer.Subject;

    private readonly ResultMessages _messages;
    private readonly KafkaProducerQueue _queue;
    private readonly IOffsetCommitter _offsets;
    private readonly CancellationToken _abort;

    /// <param name="options">Topics and client properties.</param>
    /// <param name="messages">Makes the records.</param>
    /// <param name="offsets">Commits positions.</param>
    /// <param name="conditions">Told when the brokers cannot be reached.</param>
    /// <param name="abort">Ends every wait; what waits is not delivered then, and its position not committed.</param>
    public KafkaDelivery(KafkaOptions options, ResultMessages messages, IOffsetCommitter offsets, ConditionBoard conditions, CancellationToken abort)
    {
        _messages = messages;
        _offsets = offsets;
        _abort = abort;
        var config = KafkaClientConfig.Producer(options);
        // A result waits for its broker as long as it takes; the stop has its own patience.
        config.MessageTimeoutMs ??= 0;
        _queue = new KafkaProducerQueue(config, Subject, conditions) { Smaller = messages.Smaller };
    }

    /// <inheritdoc/>
    public Task SendAsync(ReadingBatch batch, CancellationToken cancellationToken)
    {
        foreach (var (target, message) in _messages.Of(batch))
        {
            _queue.Enqueue(target, message, _abort);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<CommitOutcome> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, Func<bool> stillOwned, CancellationToken cancellationToken)
    {
        await _queue.FlushAsync(cancellationToken);

        // The client's commit blocks and cannot be cancelled, for as long as a coordinator is looked for; a stop does not wait for that.
        var committed = await Task.Run(() => _offsets.TryCommit(positions), cancellationToken).WaitAsync(cancellationToken);
        if (committed)
        {
            _queue.ReportWell();
        }

        return committed ? CommitOutcome.Committed : CommitOutcome.PositionsPending;
    }

    /// <inheritdoc/>
    public Task SettledAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();
}
