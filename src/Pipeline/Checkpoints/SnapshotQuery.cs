namespace GridFlow.Checkpoints;

/// <summary>Which snapshots can bring a partition back.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Committed">Committed offset: nothing ahead of it can be used.</param>
/// <param name="TopicId">Kafka's id of the topic; empty when the broker does not tell. Compared when both sides know it.</param>
/// <param name="Settings">Fingerprint of the settings that the state's units depend on.</param>
internal sealed record SnapshotQuery(string Group, string Topic, int Partition, long Committed, string TopicId, string Settings);
