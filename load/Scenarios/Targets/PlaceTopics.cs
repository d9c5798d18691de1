using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>Names of one run's own, so that no run meets the leftovers of another.</summary>
internal static class PlaceTopics
{
    public static KafkaOptions New(string scenario, int partitions, string bootstrapServers = "")
    {
        var own = $"load-{scenario}-{Guid.NewGuid().ToString("N")[..8]}";
        return new KafkaOptions
        {
            BootstrapServers = bootstrapServers,
            ReadingsTopic = $"{own}-sensor-readings",
            AnomaliesTopic = $"{own}-anomalies",
            DeadLetterTopic = $"{own}-dead-letter-queue",
            ControlTopic = $"{own}-control",
            GroupId = $"{own}-gridflow",
            Partitions = partitions,
        };
    }
}
