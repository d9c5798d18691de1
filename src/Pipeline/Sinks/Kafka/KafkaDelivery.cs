using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Kafka;

/// <summary>At-least-once: results are acknowledged by all in-sync replicas, then the positions are committed.</summary>
internal sealed class KafkaDelivery : IDelivery
{
    private readonly KafkaOptions _options;
    private readonly AnomalyEncoder _encoder;
    private readonly DeadLetterBuilder _deadLetters;
    private readonly KafkaProducerQueue _queue;
    private readonly IOffsetCommitter _offsets;
    private readonly TimeProvider _time;
    private readonly CancellationToken _abort;

    /// <param name="options">Topics and client properties.</param>
    /// <param name="encoder">Encodes anomalies.</param>
    /// <param name="offsets">Commits positions.</param>
    /// <param name="conditions">Told when the brokers cannot be reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="abort">Ends every wait; what waits is not delivered then, and its position not committed.</param>
    public KafkaDelivery(KafkaOptions options, AnomalyEncoder encoder, IOffsetCommitter offsets, ConditionBoard conditions, TimeProvider time, CancellationToken abort)
    {
        _options = options;
        _encoder = encoder;
        _deadLetters = new DeadLetterBuilder(options.ReadingsTopic);
        _offsets = offsets;
        _time = time;
        _abort = abort;
        var config = KafkaClientConfig.Producer(options);
        // A result waits for its broker as long as it takes; the stop has its own patience.
        config.MessageTimeoutMs ??= 0;
        _queue = new KafkaProducerQueue(config, conditions) { Smaller = Smaller };
    }

    /// <inheritdoc/>
    public void Send(ReadingBatch batch)
    {
        var detectedAtMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var anomaly in batch.Anomalies)
        {
            var message = new Message<byte[]?, byte[]?>
            {
                Key = batch.MeterId(batch.Readings[anomaly.Reading]).ToArray(),
                Value = _encoder.Encode(batch, anomaly, detectedAtMs),
            };
            _queue.Enqueue(_options.AnomaliesTopic, message, _abort);
        }

        foreach (var deadLetter in batch.DeadLetters)
        {
            _queue.Enqueue(_options.DeadLetterTopic, _deadLetters.Build(batch, deadLetter), _abort);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, CancellationToken cancellationToken)
    {
        await _queue.FlushAsync(cancellationToken);

        // The client's commit blocks and cannot be cancelled, for as long as a coordinator is looked for; a stop does not wait for that.
        var committed = await Task.Run(() => _offsets.TryCommit(positions), cancellationToken).WaitAsync(cancellationToken);
        if (committed)
        {
            _queue.ReportWell();
        }

        return committed;
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private Message<byte[]?, byte[]?>? Smaller(string topic, Message<byte[]?, byte[]?> message) =>
        topic == _options.DeadLetterTopic ? DeadLetterBuilder.Smaller(message) : null;
}
