using Confluent.Kafka;
using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Generator;

/// <summary>Finds the servers a run needs before the first reading is made.</summary>
internal sealed class Servers(GeneratorSettings settings, Patience patience)
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Registers the readings' schema and returns its id.</summary>
    /// <exception cref="ServerMissingException">The registry does not answer.</exception>
    /// <exception cref="SchemaRejectedException">It refuses the schema.</exception>
    public async Task<long> RegisterSchemaAsync(CancellationToken cancellationToken)
    {
        using var registry = new ConfluentSchemaRegistry(settings.Registry);
        var schemaId = 0L;
        await patience.WaitAsync($"schema registry at {registry.Address} (--schema-registry-url)", Register, cancellationToken);
        return schemaId;

        async Task<string?> Register(CancellationToken token)
        {
            try
            {
                schemaId = await registry.RegisterAsync($"{settings.Kafka.ReadingsTopic}-value", GridFlowSchemas.SensorReading, token);
                return null;
            }
            catch (SchemaRegistryUnavailableException e)
            {
                // The client dereferences the answer it did not get.
                return e.InnerException is null or NullReferenceException ? "does not answer" : e.InnerException.Message.TrimEnd('.');
            }
        }
    }

    /// <summary>Waits until the brokers know the topic, or have made it.</summary>
    /// <exception cref="ServerMissingException">They do not answer, or have no such topic.</exception>
    public async Task FindTopicAsync(CancellationToken cancellationToken)
    {
        string? lastError = null;
        using var admin = new AdminClientBuilder(KafkaClientConfig.Admin(settings.Kafka))
            .SetErrorHandler((_, error) => lastError = error.Reason)
            .SetLogHandler((_, _) => { })
            .Build();
        await patience.WaitAsync(
            $"Kafka at {settings.Kafka.BootstrapServers} (--kafka-bootstrap-servers)",
            token => Task.Run(() => Complaint(admin, lastError), CancellationToken.None).WaitAsync(token),
            cancellationToken);
    }

    private string? Complaint(IAdminClient admin, string? lastError)
    {
        try
        {
            var topic = admin.GetMetadata(settings.Kafka.ReadingsTopic, MetadataTimeout).Topics.FirstOrDefault();
            return topic switch
            {
                null => "no answer about the topic",
                { Error.IsError: true } => $"topic {topic.Topic} (--topic): {topic.Error.Reason.TrimEnd('.')}",
                { Partitions.Count: 0 } => $"topic {topic.Topic} (--topic) has no partitions yet",
                _ => null,
            };
        }
        catch (KafkaException e)
        {
            return (lastError ?? e.Error.Reason).TrimEnd('.');
        }
    }
}
