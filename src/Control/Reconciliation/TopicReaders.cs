using GridFlow.Control.Configuration;
using GridFlow.Control.Topics;

namespace GridFlow.Control.Reconciliation;

/// <summary>Opens the topics that are compared.</summary>
/// <param name="settings">Settings.</param>
/// <param name="progress">Told what is read and what is waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class TopicReaders(GridFlowSettings settings, ReadProgress progress, TimeProvider time)
{
    private const string ClientId = "gridflow-reconcile";

    /// <summary>The topic of readings.</summary>
    public TopicReader Readings(string group) => Open(settings.Kafka.ReadingsTopic, "Kafka:ReadingsTopic", group);

    /// <summary>The topic of anomalies.</summary>
    public TopicReader Anomalies(string group) => Open(settings.Kafka.AnomaliesTopic, "Kafka:AnomaliesTopic", group);

    /// <summary>The topic of dead letters.</summary>
    public TopicReader DeadLetters() => Open(settings.Kafka.DeadLetterTopic, "Kafka:DeadLetterTopic", settings.Kafka.GroupId);

    private TopicReader Open(string topic, string setting, string group) =>
        new(settings.Kafka, new TopicName(topic, setting, ClientId), group, settings.Control.StartupTimeout, progress, time);
}
