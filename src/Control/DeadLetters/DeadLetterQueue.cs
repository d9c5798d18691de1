using Confluent.Kafka;
using GridFlow.Control.Topics;
using GridFlow.Sources;

namespace GridFlow.Control.DeadLetters;

/// <summary>Reads the dead-letter topic from outside: no group is joined, and only what was committed when it began is seen.</summary>
/// <param name="options">Brokers, topic, client properties.</param>
/// <param name="group">Group whose positions may be asked for and committed.</param>
/// <param name="patience">How long a silent Kafka is waited for.</param>
/// <param name="progress">Told what is read and what is waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class DeadLetterQueue(KafkaOptions options, string group, TimeSpan patience, ReadProgress progress, TimeProvider time) : IDisposable
{
    private readonly TopicReader _reader = new(options, new TopicName(options.DeadLetterTopic, "Kafka:DeadLetterTopic", "gridflow-dlq"), group, patience, progress, time);

    /// <summary>The topic.</summary>
    public string Topic => _reader.Topic;

    /// <summary>The group's identity, for a transaction that commits positions in this topic.</summary>
    public IConsumerGroupMetadata Group => _reader.Group;

    /// <summary>Number of partitions of every topic.</summary>
    public IReadOnlyDictionary<string, int> Topics() => _reader.Topics();

    /// <summary>What there is of each partition now, from a moment on.</summary>
    public IReadOnlyList<TopicRange> Ranges(DateTimeOffset? since) => _reader.Ranges(since);

    /// <summary>What the group has committed, by partition.</summary>
    public IReadOnlyDictionary<int, long> Committed(IEnumerable<int> partitions) => _reader.Committed(partitions);

    /// <summary>Reads ranges; records of a partition come in their order.</summary>
    public IEnumerable<DeadLetterRecord> Read(IReadOnlyList<TopicRange> ranges, CancellationToken stop) => _reader.Read(ranges, stop).Select(result => new DeadLetterRecord(result));

    public void Dispose() => _reader.Dispose();
}
