using Confluent.Kafka;
using GridFlow.Sources;

namespace GridFlow.Control.Hosting;

/// <summary>Asks Kafka how many partitions the topic of readings has.</summary>
internal sealed class TopicSize(KafkaOptions options)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Partitions of the topic; null when Kafka does not say.</summary>
    public Task<int?> ReadAsync(CancellationToken cancellationToken) => Task.Run(Read, CancellationToken.None).WaitAsync(cancellationToken);

    private int? Read()
    {
        try
        {
            // A client of its own for each question: they are rare, and a connection that is kept would have to be watched.
            using var admin = new AdminClientBuilder(KafkaClientConfig.Admin(options)).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
            // The whole list: asking for one topic may create it.
            var topic = admin.GetMetadata(Limit).Topics.FirstOrDefault(topic => topic.Topic == options.ReadingsTopic);
            return topic is { Error.IsError: false, Partitions.Count: > 0 } ? topic.Partitions.Count : null;
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}
