using GridFlow.Sources;

namespace GridFlow.Sinks.Archive;

/// <summary>The archive's Kafka settings: those of the pipeline, in its own group, and in less of a hurry.</summary>
internal static class ArchiveConsumer
{
    public static KafkaOptions Of(KafkaOptions kafka, ArchiveOptions archive)
    {
        var consumer = new Dictionary<string, string>(kafka.Consumer);
        // Nobody waits for it, so it fetches more at a time and wakes less often: that leaves the processor to the alarms.
        Default("fetch.wait.max.ms", "500");
        Default("fetch.min.bytes", "100000");
        return new KafkaOptions
        {
            BootstrapServers = kafka.BootstrapServers,
            ReadingsTopic = kafka.ReadingsTopic,
            AnomaliesTopic = kafka.AnomaliesTopic,
            DeadLetterTopic = kafka.DeadLetterTopic,
            GroupId = archive.GroupId,
            Properties = kafka.Properties,
            Consumer = consumer,
            Producer = kafka.Producer,
        };

        void Default(string key, string value)
        {
            if (!kafka.Properties.ContainsKey(key))
            {
                consumer.TryAdd(key, value);
            }
        }
    }
}
