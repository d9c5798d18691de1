using Confluent.Kafka;

namespace GridFlow.Sources;

/// <summary>Asks Kafka about positions that were committed with a note. The calls block; any thread, several at a time.</summary>
internal interface INotedOffsetLookup
{
    /// <summary>What the group has committed of a partition; null when nothing.</summary>
    /// <exception cref="KafkaException">Not to be had now.</exception>
    CommittedPosition? CommittedWithNote(int partition);

    /// <inheritdoc cref="IOffsetLookup.Watermarks"/>
    (long Low, long High) Watermarks(int partition);
}

/// <summary>What a group has committed of a partition.</summary>
/// <param name="Offset">Next offset to read.</param>
/// <param name="Note">What was committed beside it; empty when nothing.</param>
internal readonly record struct CommittedPosition(long Offset, string Note);
