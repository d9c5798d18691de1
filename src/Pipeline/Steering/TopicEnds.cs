using Confluent.Kafka;
using GridFlow.Sources;

namespace GridFlow.Steering;

/// <summary>Asks where a partition ends, and what partitions there are, by clients that do nothing else. One question at a time.</summary>
/// <remarks>
/// After an error the next question is asked by new clients: after an outage one goes on asking under an old leader epoch, or of a leader that is none, for as long as it
/// lives (fresh eyes: a broker restart kept an instance from its partitions for good).
/// </remarks>
internal sealed class TopicEnds(KafkaOptions options) : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    private readonly Dictionary<IsolationLevel, IConsumer<Ignore, Ignore>> _clients = [];

    /// <summary>The offset behind the last record of transactions that have ended.</summary>
    /// <exception cref="KafkaException">Kafka does not say.</exception>
    public long Committed(TopicPartition partition) => Ask(IsolationLevel.ReadCommitted, client => client.QueryWatermarkOffsets(partition, CallTimeout).High.Value);

    /// <summary>The offset behind the last record.</summary>
    /// <exception cref="KafkaException">Kafka does not say.</exception>
    public long Written(TopicPartition partition) => Ask(IsolationLevel.ReadUncommitted, client => client.QueryWatermarkOffsets(partition, CallTimeout).High.Value);

    /// <summary>Numbers of a topic's partitions.</summary>
    /// <exception cref="KafkaException">Kafka does not say.</exception>
    public IReadOnlyList<int> Partitions(string topic) => Ask<IReadOnlyList<int>>(IsolationLevel.ReadUncommitted, client =>
    {
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        return [.. admin.GetMetadata(topic, CallTimeout).Topics.Single(found => found.Topic == topic).Partitions.Select(partition => partition.PartitionId).Order()];
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _clients.Clear();
    }

    private T Ask<T>(IsolationLevel level, Func<IConsumer<Ignore, Ignore>, T> question)
    {
        if (!_clients.TryGetValue(level, out var client))
        {
            _clients[level] = client = Build(level);
        }

        try
        {
            return question(client);
        }
        catch (KafkaException)
        {
            _clients.Remove(level);
            client.Dispose();
            throw;
        }
    }

    private IConsumer<Ignore, Ignore> Build(IsolationLevel level)
    {
        var config = KafkaClientConfig.Consumer(options, "gridflow-control-ends");
        config.GroupInstanceId = null;
        config.IsolationLevel = level;
        return new ConsumerBuilder<Ignore, Ignore>(config).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
    }
}
