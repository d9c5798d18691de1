using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Steering;

namespace GridFlow.Sinks.Kafka;

/// <summary>The records that a batch has to say, for both kinds of delivery.</summary>
internal sealed class ResultMessages(KafkaOptions options, AnomalyEncoder encoder, TimeProvider time)
{
    private readonly DeadLetterBuilder _deadLetters = new(options.ReadingsTopic);

    private readonly TopicPartition _anomalies = new(options.AnomaliesTopic, Partition.Any);
    private readonly TopicPartition _deadLetterQueue = new(options.DeadLetterTopic, Partition.Any);
    private readonly ControlKeys _controlKeys = new(options);

    /// <summary>Place and message of every anomaly and dead letter, in order, and of the word that a new revision of the settings is in force.</summary>
    public IEnumerable<(TopicPartition Target, Message<byte[]?, byte[]?> Message)> Of(ReadingBatch batch)
    {
        var detectedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var anomaly in batch.Anomalies)
        {
            yield return (_anomalies, new Message<byte[]?, byte[]?>
            {
                Key = batch.MeterId(batch.Readings[anomaly.Reading]).ToArray(),
                Value = encoder.Encode(batch, anomaly, detectedAtMs),
            });
        }

        foreach (var deadLetter in batch.DeadLetters)
        {
            yield return (_deadLetterQueue, _deadLetters.Build(batch, deadLetter));
        }

        if (batch.Switch is { } change)
        {
            yield return (_controlKeys.Target, _controlKeys.Applied(batch.Partition, change));
        }
    }

    /// <summary>The same record with less in it, for a topic that refuses it for its size; null when there is none.</summary>
    public Message<byte[]?, byte[]?>? Smaller(string topic, Message<byte[]?, byte[]?> message) =>
        topic == options.DeadLetterTopic ? DeadLetterBuilder.Smaller(message) : null;
}
