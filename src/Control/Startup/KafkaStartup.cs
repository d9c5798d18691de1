using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Sources;

namespace GridFlow.Control.Startup;

/// <summary>Makes sure that Kafka answers and has the topics.</summary>
internal sealed class KafkaStartup(KafkaOptions options, StartupPatience patience, ILogger log)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(3);

    private string[] Topics => [options.ReadingsTopic, options.AnomaliesTopic, options.DeadLetterTopic, options.ControlTopic];

    /// <summary>Returns when all is there.</summary>
    /// <param name="createTopics">Whether missing topics are made.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="StartupFailedException">Kafka does not answer, topics are missing, or one cannot be made.</exception>
    public async Task RunAsync(bool createTopics, CancellationToken stop)
    {
        var lastError = "";
        // librdkafka would print every failed connection itself; the lines here say it once.
        using var admin = new AdminClientBuilder(KafkaClientConfig.Admin(options))
            .SetErrorHandler((_, error) => lastError = error.Reason)
            .SetLogHandler((_, _) => { })
            .Build();
        var missing = Topics;
        await patience.UntilReadyAsync(Connect, SettingAdvice.For("Kafka:BootstrapServers"), stop);
        if (missing.Length > 0 && createTopics)
        {
            await CreateAsync(admin, missing);
            await patience.UntilReadyAsync(AllTopics, "A topic that was just made can take some seconds to appear.", stop);
        }
        else if (missing.Length > 0)
        {
            throw new StartupFailedException(
                $"Kafka at {options.BootstrapServers} has no topic {string.Join(", ", missing)} (or does not show it to this user).\n"
                + $"Make it yourself, or add --create-topics ({options.Partitions} partitions each, one for {options.ControlTopic}; Kafka:Partitions, Kafka:ReplicationFactor).\n"
                + "Other names: Kafka:ReadingsTopic, Kafka:AnomaliesTopic, Kafka:DeadLetterTopic, Kafka:ControlTopic.");
        }

        StartupLog.KafkaReady(log, options.BootstrapServers, string.Join(", ", Topics));

        async Task<string?> Connect()
        {
            try
            {
                // The whole list: asking for one topic may create it.
                var metadata = await Task.Run(() => admin.GetMetadata(RequestTimeout), stop);
                missing = [.. Topics.Except(metadata.Topics.Where(topic => !topic.Error.IsError).Select(topic => topic.Topic))];
                return null;
            }
            catch (KafkaException e)
            {
                return $"Kafka at {options.BootstrapServers} does not answer: {(lastError.Length > 0 ? lastError : e.Error.Reason)}";
            }
        }

        async Task<string?> AllTopics() =>
            await Connect() ?? (missing.Length > 0 ? $"waiting for topic {string.Join(", ", missing)}" : null);
    }

    private async Task CreateAsync(IAdminClient admin, string[] missing)
    {
        try
        {
            await admin.CreateTopicsAsync(missing.Select(topic => new TopicSpecification
            {
                Name = topic,
                NumPartitions = PartitionsOf(topic),
                ReplicationFactor = options.ReplicationFactor,
                Configs = ConfigurationOf(topic),
            }));
        }
        catch (CreateTopicsException e)
        {
            var failed = e.Results.Where(result => result.Error.IsError && result.Error.Code != ErrorCode.TopicAlreadyExists).ToList();
            if (failed.Count > 0)
            {
                throw new StartupFailedException($"Kafka refuses to make topic {string.Join("; ", failed.Select(result => $"{result.Topic}: {result.Error.Reason}"))}", e);
            }
        }
        catch (KafkaException e)
        {
            throw new StartupFailedException($"Kafka at {options.BootstrapServers} cannot make topics: {e.Error.Reason}", e);
        }

        foreach (var topic in missing)
        {
            StartupLog.TopicCreated(log, topic, PartitionsOf(topic));
        }
    }

    // One order of all settings, so one partition.
    private int PartitionsOf(string topic) => topic == options.ControlTopic ? 1 : options.Partitions;

    private Dictionary<string, string> ConfigurationOf(string topic)
    {
        if (topic == options.ControlTopic)
        {
            // The newest of each setting stays for ever; retention would forget thresholds and pauses.
            return new() { ["cleanup.policy"] = "compact" };
        }

        if (topic == options.ReadingsTopic)
        {
            // With the producer's clock in the record's timestamp a fast clock would vouch for itself.
            return new() { ["message.timestamp.type"] = "LogAppendTime" };
        }

        // A dead letter is its record and our headers: a record as large as Kafka takes by default (1 MiB) must still fit.
        return topic == options.DeadLetterTopic ? new() { ["max.message.bytes"] = "2097152" } : [];
    }
}
