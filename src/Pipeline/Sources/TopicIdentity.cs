using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace GridFlow.Sources;

/// <summary>Kafka's own id of the readings topic: a topic of the same name that is made anew has another.</summary>
internal sealed class TopicIdentity(KafkaOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AnswerLasts = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _once = new(1);
    private volatile string _id = "";
    private long _askedAt;

    /// <summary>The id; empty as long as it is not known, or when the broker has none.</summary>
    public string Id => _id;

    /// <summary>Asks for it, again and again: a topic can be made anew while the pipeline runs.</summary>
    /// <returns>Null, or why it is not known.</returns>
    public async Task<string?> FindAsync()
    {
        await _once.WaitAsync();
        try
        {
            // Partitions come in groups; one answer does for all of them.
            if (_id.Length > 0 && time.GetElapsedTime(_askedAt) < AnswerLasts)
            {
                return null;
            }

            _askedAt = time.GetTimestamp();
            return await AskAsync();
        }
        finally
        {
            _once.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _once.Dispose();

    private async Task<string?> AskAsync()
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
