using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Sinks.Kafka;

/// <summary>The records that a batch has to say, for both kinds of delivery.</summary>
internal sealed class ResultMessages(KafkaOptions options, AnomalyEncoder encoder, TimeProvider time)
{
    private readonly DeadLetterBuilder _deadLetters = new(options.ReadingsTopic);

    /// <summary>Topic and message of every anomaly and dead letter, in order.</summary>
    public IEnumerable<(string Topic, Message<byte[]?, byte[]?> Message)> Of(ReadingBatch batch)
    {
        var detectedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var anomaly in batch.Anomalies)
        {
            yield return (options.AnomaliesTopic, new Message<byte[]?, byte[]?>
            {
                Key = batch.MeterId(batch.Readings[anomaly.Reading]).ToArray(),
                Value = encoder.Encode(batch, anomaly, detectedAtMs),
            });
        }

        foreach (var deadLetter in batch.DeadLetters)
        {
            yield return (options.DeadLetterTopic, _deadLetters.Build(batch, deadLetter));
        }
    }

    /// <summary>The same record with less in it, for a topic that refuses it for its size; null when there is none.</summary>
    public Message<byte[]?, byte[]?>? Smaller(string topic, Message<byte[]?, byte[]?> message) =>
        topic == options.DeadLetterTopic ? DeadLetterBuilder.Smaller(message) : null;
}
