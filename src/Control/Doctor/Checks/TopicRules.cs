using System.Globalization;
using Confluent.Kafka;
using GridFlow.Control.Configuration;
using GridFlow.Control.Terminal;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>What one topic must be like, by what it is for.</summary>
/// <param name="settings">Ours.</param>
/// <param name="topic">The topic.</param>
/// <param name="config">Its settings; null when they are not known.</param>
/// <param name="brokers">How many brokers there are.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class TopicRules(GridFlowSettings settings, TopicMetadata topic, TopicSettings? config, int brokers, Findings findings)
{
    // A dead letter is its record and about 1 kB of headers.
    private const long HeaderRoom = 16_384;

    // What --create-topics gives it.
    private const long UsualDeadLetter = 2_097_152;

    private readonly string _about = $"topic {topic.Topic}";
    private bool _sound = true;

    /// <summary>Checks all that is known.</summary>
    /// <param name="readingBytes">Largest record of the readings topic, when known.</param>
    public void Check(long? readingBytes)
    {
        Leaders();
        var kafka = settings.Kafka;
        if (config is not null)
        {
            if (topic.Topic == kafka.ReadingsTopic)
            {
                Readings(config);
            }
            else if (topic.Topic == kafka.DeadLetterTopic)
            {
                DeadLetters(config, readingBytes);
            }
            else if (topic.Topic == kafka.ControlTopic)
            {
                Control(config);
            }
            else
            {
                NotOnlyCompacted(config, "an older anomaly of a meter");
            }

            Replication(config);
        }

        if (_sound)
        {
            findings.Ok(string.Create(CultureInfo.InvariantCulture, $"{topic.Partitions.Count} partition{(topic.Partitions.Count == 1 ? "" : "s")}, {Replicas} replica{(Replicas == 1 ? "" : "s")}{Details()}"), _about);
        }
    }

    private int Replicas => topic.Partitions.Count == 0 ? 0 : topic.Partitions.Min(partition => partition.Replicas.Length);

    private void Readings(TopicSettings topicSettings)
    {
        if (topicSettings.Text("message.timestamp.type") is { Length: > 0 } type and not "LogAppendTime")
        {
            Problem(
                $"message.timestamp.type is {type}: the producer's own clock stands in the records, so that a fast clock vouches for itself and latency is measured against it",
                Alter("message.timestamp.type=LogAppendTime"));
        }

        var needed = settings.Detection.Window + (settings.Checkpoints.SnapshotsKept * settings.Checkpoints.SnapshotInterval);
        if (topicSettings.Number("retention.ms") is >= 0 and var retention && TimeSpan.FromMilliseconds(retention) < needed)
        {
            Problem(
                $"records are kept for {DurationText.Words(TimeSpan.FromMilliseconds(retention))}, but a recovery may need those of the last {DurationText.Words(needed)}",
                Alter("retention.ms=604800000"));
        }

        NotOnlyCompacted(topicSettings, "an older reading of a meter, which a recovery needs,");
    }

    private void DeadLetters(TopicSettings topicSettings, long? readingBytes)
    {
        if (topicSettings.Number("max.message.bytes") is { } own && readingBytes is { } reading && own < reading + HeaderRoom)
        {
            Advise(
                $"takes records of {Figures.Bytes(own)}, and readings may have {Figures.Bytes(reading)}: the largest would lose their bytes on the way here",
                Alter(string.Create(CultureInfo.InvariantCulture, $"max.message.bytes={(reading + HeaderRoom <= UsualDeadLetter ? UsualDeadLetter : reading * 2)}")));
        }

        NotOnlyCompacted(topicSettings, "an older dead letter of a meter");
    }

    private void Control(TopicSettings topicSettings)
    {
        if (!topicSettings.Text("cleanup.policy").Contains("compact", StringComparison.Ordinal))
        {
            Problem($"cleanup.policy is {topicSettings.Text("cleanup.policy")}: thresholds and pauses would be forgotten when retention takes them", Alter("cleanup.policy=compact"));
        }

        if (topic.Partitions.Count > 1)
        {
            Advise(string.Create(CultureInfo.InvariantCulture, $"has {topic.Partitions.Count} partitions, of which one is used"), "Nothing to do; the next one can have one partition.");
        }
    }

    private void NotOnlyCompacted(TopicSettings topicSettings, string what)
    {
        if (topicSettings.Text("cleanup.policy").Contains("compact", StringComparison.Ordinal))
        {
            Problem($"is compacted: Kafka drops {what} when a newer one of the same meter comes", Alter("cleanup.policy=delete"));
        }
    }

    private void Leaders()
    {
        var lost = topic.Partitions.Where(partition => partition.Leader < 0).Select(partition => partition.PartitionId).ToList();
        if (lost.Count > 0)
        {
            Problem($"partition {string.Join(", ", lost)} has no leader: nothing can be read from or written to it", "Bring the brokers back that hold it.");
        }
    }

    private void Replication(TopicSettings topicSettings)
    {
        if (Replicas == 1 && brokers > 1)
        {
            Advise("has one replica: what is in it is gone with its broker", "Reassign its partitions with three (kafka-reassign-partitions); new topics get --Kafka:ReplicationFactor.");
        }
        else if (topicSettings.Number("min.insync.replicas") is { } least && Replicas > 1)
        {
            if (least > Replicas)
            {
                Problem($"min.insync.replicas is {least} and there are {Replicas} replicas: nothing can be written", Alter($"min.insync.replicas={Replicas - 1}"));
            }
            else if (least == Replicas)
            {
                Advise($"min.insync.replicas is {least}, as many as there are replicas: one broker that is away stops all", Alter($"min.insync.replicas={Replicas - 1}"));
            }
            else if (least == 1)
            {
                Advise("min.insync.replicas is 1: what one broker alone has acknowledged is gone with it", Alter("min.insync.replicas=2"));
            }
        }
    }

    private string Details() => config is null ? "" : topic.Topic == settings.Kafka.ReadingsTopic ? $", {config.Text("message.timestamp.type")}, kept {Kept(config)}"
        : topic.Topic == settings.Kafka.ControlTopic ? ", compacted" : $", kept {Kept(config)}";

    private static string Kept(TopicSettings config) => config.Number("retention.ms") switch
    {
        null => "as the broker sees fit",
        < 0 => "for ever",
        { } ms => DurationText.Words(TimeSpan.FromMilliseconds(ms)),
    };

    private string Alter(string setting) =>
        $"kafka-configs --bootstrap-server {settings.Kafka.BootstrapServers} --alter --topic {topic.Topic} --add-config {setting}";

    private void Advise(string found, string advice)
    {
        _sound = false;
        findings.Advise(found, advice, _about);
    }

    private void Problem(string found, string advice)
    {
        _sound = false;
        findings.Problem(found, advice, _about);
    }
}
