namespace GridFlow.Checkpoints;

/// <summary>What a snapshot says about itself, readable without reading the state.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic of the readings.</param>
/// <param name="TopicId">Kafka's id of the topic, which changes when a topic of the same name is made anew; empty when the broker does not tell.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Next offset to read: the state is that of all records in front of it.</param>
/// <param name="Meters">Meters in it.</param>
/// <param name="Settings">Fingerprint of the settings that the state's units depend on (window, resolutions, …): another one makes the state unusable.</param>
/// <param name="TakenAt">When it was begun.</param>
/// <param name="Writer">The transactional id, or the instance, that wrote it.</param>
/// <param name="Version">GridFlow's version.</param>
internal sealed record SnapshotHeader(
    string Group,
    string Topic,
    string TopicId,
    int Partition,
    long Offset,
    long Meters,
    string Settings,
    DateTimeOffset TakenAt,
    string Writer,
    string Version);
