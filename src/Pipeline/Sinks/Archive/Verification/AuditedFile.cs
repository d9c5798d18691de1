namespace GridFlow.Sinks.Archive.Verification;

/// <summary>A file that was looked at.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Info">What its footer says; null when that cannot be read.</param>
/// <param name="Problem">What is wrong with the file by itself; null when nothing is.</param>
/// <param name="InScope">Whether it was asked for; others only tell whether those that were are complete.</param>
internal sealed record AuditedFile(ArchiveName Name, long Bytes, ArchiveFileInfo? Info, string? Problem = null, bool InScope = true);
