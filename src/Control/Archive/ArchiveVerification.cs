using GridFlow.Sinks.Archive.Verification;

namespace GridFlow.Control.Archive;

/// <summary>What <c>gridflow archive verify --json</c> writes.</summary>
/// <param name="Target">Where.</param>
/// <param name="Ok">Whether nothing is wrong.</param>
/// <param name="Deep">Whether offsets and times of all rows were read.</param>
/// <param name="Files">Files that were asked for.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Partitions">Each partition.</param>
/// <param name="Days">Each day.</param>
/// <param name="Findings">What is wrong.</param>
/// <param name="Foreign">Files below <c>readings/</c> that are none of ours.</param>
internal sealed record ArchiveVerification(
    string Target,
    bool Ok,
    bool Deep,
    int Files,
    long Rows,
    long Bytes,
    IReadOnlyList<ArchivedPartition> Partitions,
    IReadOnlyList<ArchivedDay> Days,
    IReadOnlyList<ArchiveFinding> Findings,
    IReadOnlyList<string> Foreign)
{
    /// <summary>Of a report.</summary>
    public static ArchiveVerification Of(string target, bool deep, ArchiveReport report, IReadOnlyList<string> foreign) => new(
        target, report.Findings.Count == 0 && report.Files > 0, deep, report.Files, report.Rows, report.Bytes, report.Partitions, report.Days, report.Findings, foreign);
}
