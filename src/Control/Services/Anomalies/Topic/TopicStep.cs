namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>One step of a reader in one partition.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Next">The offset behind it. At a partition's end this may lie behind marks of transactions and aborted records, which no reader sees.</param>
/// <param name="IsRecord">Whether there is a record, or only the end of what is committed.</param>
/// <param name="Value">The record's value.</param>
internal readonly record struct TopicStep(int Partition, long Next, bool IsRecord, byte[]? Value);
