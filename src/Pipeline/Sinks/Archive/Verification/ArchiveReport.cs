namespace GridFlow.Sinks.Archive.Verification;

/// <summary>What an archive holds, and what is wrong with it.</summary>
/// <param name="Files">Files that were asked for.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Partitions">Each partition, by topic and number.</param>
/// <param name="Days">Each day.</param>
/// <param name="Findings">What is wrong; empty when nothing is.</param>
internal sealed record ArchiveReport(
    int Files,
    long Rows,
    long Bytes,
    IReadOnlyList<ArchivedPartition> Partitions,
    IReadOnlyList<ArchivedDay> Days,
    IReadOnlyList<ArchiveFinding> Findings);

/// <summary>What an archive holds of a partition.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="From">First offset covered.</param>
/// <param name="To">Offset behind the last one covered.</param>
/// <param name="Rolls">Rolls, complete or not.</param>
/// <param name="Files">Files.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="Rejected">Records that were no readings.</param>
/// <param name="OtherOffsets">Offsets of complete rolls that hold no record for a reader: transaction markers, compacted or aborted records.</param>
internal sealed record ArchivedPartition(string Topic, int Partition, long From, long To, int Rolls, int Files, long Rows, long Rejected, long OtherOffsets);

/// <summary>What an archive holds of a day.</summary>
/// <param name="Day">Day, UTC.</param>
/// <param name="Files">Files.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record ArchivedDay(DateOnly Day, int Files, long Rows, long Bytes);
