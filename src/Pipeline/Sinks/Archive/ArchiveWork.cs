using GridFlow.Readings;

namespace GridFlow.Sinks.Archive;

/// <summary>What travels through the archive's graph, in order: readings, and what the recovery of a partition has to say about it.</summary>
internal abstract record ArchiveWork;

/// <summary>Readings of one partition.</summary>
internal sealed record BatchWork(ReadingBatch Batch) : ArchiveWork;

/// <summary>Finishes what is open of a partition, whatever its size.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Done">Set when it is in the spool.</param>
internal sealed record SealWork(int Partition, TaskCompletionSource Done) : ArchiveWork;

/// <summary>Where a partition begins under a new assignment.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Epoch">The assignment.</param>
/// <param name="From">First offset that is read.</param>
/// <param name="EndsAt">Where the roll that begins there has to end, because its upload was announced; null when anywhere.</param>
internal sealed record PlaceWork(int Partition, long Epoch, long From, long? EndsAt) : ArchiveWork;

/// <summary>Finishes all that is open, because the disk has no room for more.</summary>
internal sealed record SealAllWork : ArchiveWork;

/// <summary>A roll on its way to the target.</summary>
/// <param name="Roll">The roll.</param>
/// <param name="Epoch">The assignment of its partition under which it may be uploaded.</param>
/// <param name="IsAnnounced">Whether its end is committed beside the position already.</param>
internal sealed record UploadWork(ArchiveRoll Roll, long Epoch, bool IsAnnounced);
