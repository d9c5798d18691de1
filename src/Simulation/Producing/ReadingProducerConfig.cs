using Confluent.Kafka;
using GridFlow.Sources;

namespace GridFlow.Simulation;

/// <summary>Configuration of the Kafka client under a <see cref="ReadingProducer"/>.</summary>
public static class ReadingProducerConfig
{
    /// <summary><see cref="KafkaClientConfig.Producer"/>, with reports that tell the outcome only, and what the user set on top.</summary>
    public static ProducerConfig Create(KafkaOptions options)
    {
        var config = KafkaClientConfig.Producer(options);

        // Outcomes are counted; keys and values coming back would only be garbage.
        config.DeliveryReportFields = "none";
        return config;
    }
}
