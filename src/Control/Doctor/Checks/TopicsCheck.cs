using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Control.Configuration;
using GridFlow.Control.Doctor.Kafka;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Whether the topics are there, and are set up as what is kept in them needs it.</summary>
internal sealed class TopicsCheck(GridFlowSettings settings, KafkaLook look) : ICheck
{
    /// <inheritdoc/>
    public string Subject => "topics";

    /// <inheritdoc/>
    public string Advice => "Look at the brokers' logs.";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        var kafka = settings.Kafka;
        (string Name, string Setting)[] ours =
        [
            (kafka.ReadingsTopic, "Kafka:ReadingsTopic"), (kafka.AnomaliesTopic, "Kafka:AnomaliesTopic"), (kafka.DeadLetterTopic, "Kafka:DeadLetterTopic"), (kafka.ControlTopic, "Kafka:ControlTopic"),
        ];
        if (await look.MetadataAsync(stop) is not { } metadata)
        {
            findings.Skip($"{string.Join(", ", ours.Select(topic => topic.Name))}: {KafkaLook.Away}");
            return;
        }

        var there = KafkaLook.Topics(metadata);
        foreach (var (name, setting) in ours.Where(topic => !there.ContainsKey(topic.Name)))
        {
            findings.Problem(
                "is not there, or is not shown to this user",
                $"Start once with gridflow run --create-topics, or make it yourself. Another name: --{setting}=…", $"topic {name}");
        }

        var found = ours.Where(topic => there.ContainsKey(topic.Name)).Select(topic => there[topic.Name]).ToList();
        var configs = await ConfigsAsync(found, findings, stop);
        var size = configs.GetValueOrDefault(kafka.ReadingsTopic)?.Number("max.message.bytes");
        foreach (var topic in found)
        {
            var rules = new TopicRules(settings, topic, configs.GetValueOrDefault(topic.Topic), metadata.Brokers.Count, findings);
            rules.Check(size);
        }
    }

    private async Task<Dictionary<string, TopicSettings>> ConfigsAsync(List<TopicMetadata> topics, Findings findings, CancellationToken stop)
    {
        if (topics.Count == 0)
        {
            return [];
        }

        try
        {
            var answers = await look.AskAsync(
                admin => admin.DescribeConfigsAsync(topics.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic.Topic }), new DescribeConfigsOptions { RequestTimeout = look.Patience }), stop);
            return answers.ToDictionary(answer => answer.ConfigResource.Name, answer => new TopicSettings(answer.Entries));
        }
        catch (KafkaException e)
        {
            findings.Skip($"settings of the topics ({KafkaProblem.Reason(e.Error)})");
            return [];
        }
    }
}
