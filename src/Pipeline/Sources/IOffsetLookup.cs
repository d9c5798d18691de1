using Confluent.Kafka;

namespace GridFlow.Sources;

/// <summary>Asks Kafka about offsets of the readings topic. The calls block; any thread, several at a time.</summary>
internal interface IOffsetLookup
{
    /// <summary>What the group has committed; null when nothing. Waits for a transaction that holds the answer back.</summary>
    /// <exception cref="KafkaException">Not to be had now.</exception>
    long? Committed(int partition);

    /// <summary>Oldest offset that is left, and the one behind the newest that a <c>read_committed</c> reader sees.</summary>
    /// <exception cref="KafkaException">Not to be had now.</exception>
    (long Low, long High) Watermarks(int partition);

    /// <summary>First offset whose timestamp is the given one or later; null when there is none.</summary>
    /// <exception cref="KafkaException">Not to be had now.</exception>
    long? AtTime(int partition, long timestampMs);

    /// <summary>Timestamp of the last record in front of an offset; null when there is none from <paramref name="low"/> on.</summary>
    /// <exception cref="KafkaException">Not to be had now.</exception>
    long? TimestampBefore(int partition, long offset, long low);
}
