using GridFlow.Sinks.Kafka;

namespace GridFlow.Control.DeadLetters;

/// <summary>One dead letter as <c>gridflow dlq list --json</c> writes it.</summary>
/// <param name="Partition">Partition of the dead-letter topic.</param>
/// <param name="Offset">Offset there.</param>
/// <param name="Timestamp">When it became a dead letter.</param>
/// <param name="Code">Why, as a word; null when somebody else wrote it.</param>
/// <param name="Message">Why, as a sentence.</param>
/// <param name="SourceTopic">Topic it was read from.</param>
/// <param name="SourcePartition">Partition it was read from.</param>
/// <param name="SourceOffset">Offset it was read from.</param>
/// <param name="SourceTimestampMs">Its timestamp there, ms since 1970; −1 when it had none.</param>
/// <param name="Key">Its key as text, or as hex behind 0x.</param>
/// <param name="ValueBytes">Length of its value; null when it has none.</param>
/// <param name="SchemaId">Schema id in its value.</param>
/// <param name="ReplayCount">How often it has been replayed.</param>
/// <param name="Version">GridFlow's version that wrote it.</param>
internal sealed record DeadLetterRow(
    int Partition,
    long Offset,
    DateTimeOffset? Timestamp,
    string? Code,
    string? Message,
    string? SourceTopic,
    int? SourcePartition,
    long? SourceOffset,
    long SourceTimestampMs,
    string? Key,
    int? ValueBytes,
    long? SchemaId,
    int ReplayCount,
    string? Version)
{
    public static DeadLetterRow Of(DeadLetterRecord record) => new(
        record.Partition, record.Offset, record.Timestamp, record.Code, record.Message, record.SourceTopic, record.SourcePartition, record.SourceOffset, record.SourceTimestampMs,
        ByteText.Of(record.Key), record.Value?.Length, record.SchemaId, record.ReplayCount, record.Ours.GetValueOrDefault(DeadLetterHeaders.Version));
}
