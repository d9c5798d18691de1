namespace GridFlow.Decoding;

/// <summary>A record that cannot become a reading, and why.</summary>
/// <param name="Record">The record in <see cref="Readings.ReadingBatch.Records"/>.</param>
/// <param name="Code">The cause as a stable word.</param>
/// <param name="Message">The cause as a sentence that points at the place.</param>
/// <param name="SchemaId">Schema id of the record; −1 when none could be read.</param>
public readonly record struct DeadLetter(int Record, DeadLetterCode Code, string Message, long SchemaId);
