using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace GridFlow.Sources;

/// <summary>Kafka's own id of the readings topic: a topic of the same name that is made anew has another.</summary>
internal sealed class TopicIdentity(KafkaOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private volatile string _id = "";

    /// <summary>The id; empty as long as it is not known, or when the broker has none.</summary>
    public string Id => _id;

    /// <summary>Asks for it.</summary>
    /// <returns>Null, or why it is not known.</returns>
    public async Task<string?> FindAsync()
    {
        using var admin = new AdminClientBuilder(KafkaClientConfig.Admin(options)).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        try
        {
            var found = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([options.ReadingsTopic]), new DescribeTopicsOptions { RequestTimeout = Patience });
            _id = found.TopicDescriptions[0].TopicId.ToString();
            return null;
        }
        catch (KafkaException e)
        {
            return e.Error.Reason;
        }
    }
}
