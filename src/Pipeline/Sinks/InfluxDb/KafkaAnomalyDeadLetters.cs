using GridFlow.Sinks.Kafka;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Sends refusals to the dead-letter topic by an idempotent producer, made when the first one comes: most pipelines never need it.</summary>
internal sealed class KafkaAnomalyDeadLetters(KafkaOptions options, ConditionBoard conditions) : IAnomalyDeadLetters, IDisposable
{
    /// <summary>Subject on the <see cref="ConditionBoard"/>.</summary>
    public const string Subject = "InfluxDB dead letters";

    private KafkaProducerQueue? _queue;

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyCollection<RejectedAnomaly> rejected, CancellationToken cancellationToken)
    {
        _queue ??= Open();
        foreach (var anomaly in rejected)
        {
            _queue.Enqueue(options.DeadLetterTopic, AnomalyDeadLetterBuilder.Build(anomaly), cancellationToken);
        }

        await _queue.FlushAsync(cancellationToken);
        _queue.ReportWell();
    }

    /// <inheritdoc/>
    public void Dispose() => _queue?.Dispose();

    private KafkaProducerQueue Open()
    {
        var config = KafkaClientConfig.Producer(options);
        config.MessageTimeoutMs ??= 0;
        return new KafkaProducerQueue(config, Subject, conditions) { Smaller = (_, message) => DeadLetterBuilder.Smaller(message) };
    }
}
