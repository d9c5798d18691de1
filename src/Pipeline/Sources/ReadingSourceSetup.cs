using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Sources.Flood;
using GridFlow.Steering;

namespace GridFlow.Sources;

/// <summary>What a reading source reads, and for whom.</summary>
/// <param name="Kafka">Brokers, topic, group.</param>
/// <param name="ClientId">Name of this instance in the group.</param>
/// <param name="Transactional">Whether commits need the group's membership.</param>
/// <param name="Recovery">Says where partitions begin.</param>
/// <param name="Handover">Where recovered detectors are laid for their lanes.</param>
/// <param name="BeforeRelease">Called with partitions that are about to be given up, when nothing of them is in flight any more; bounded by the source's patience.</param>
/// <param name="Floods">Says which partitions must not be read for a while.</param>
/// <param name="Settings">Says what holds for all instances; null for a reader that nothing of it concerns.</param>
/// <param name="Reader">Begins the subjects of its conditions, so that two readers of one process can be told apart.</param>
internal sealed record ReadingSourceSetup(
    KafkaOptions Kafka,
    string ClientId,
    bool Transactional,
    IPartitionRecovery Recovery,
    DetectorHandover Handover,
    Func<IReadOnlyCollection<int>, Task> BeforeRelease,
    FloodGuard Floods,
    ISettingsFeed? Settings = null,
    string Reader = "Kafka");
