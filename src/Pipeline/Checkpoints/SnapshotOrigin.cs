namespace GridFlow.Checkpoints;

/// <summary>What all snapshots of one pipeline say of where they come from.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic of the readings.</param>
/// <param name="TopicId">Kafka's id of the topic, which is known only after the broker has answered; empty when it does not tell.</param>
/// <param name="Settings">Fingerprint of the settings that the state depends on.</param>
/// <param name="Writer">The transactional id, or the instance.</param>
/// <param name="Version">GridFlow's version.</param>
internal sealed record SnapshotOrigin(string Group, string Topic, Func<string> TopicId, string Settings, string Writer, string Version);
