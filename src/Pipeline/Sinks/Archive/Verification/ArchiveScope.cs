namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Which part of an archive is asked for.</summary>
/// <param name="Topic">Only this topic; all when null.</param>
/// <param name="Partition">Only this partition; all when null.</param>
/// <param name="From">Only this day and later ones; all when null.</param>
/// <param name="To">Only this day and earlier ones; all when null.</param>
internal sealed record ArchiveScope(string? Topic = null, int? Partition = null, DateOnly? From = null, DateOnly? To = null)
{
    /// <summary>Whether anything is left out.</summary>
    public bool IsFiltered => this != new ArchiveScope();

    /// <summary>Whether a file's partition is asked for.</summary>
    public bool HasPartitionOf(ArchiveName name) => (Topic is null || name.Topic == Topic) && (Partition is null || name.Partition == Partition);

    /// <summary>Whether a file's day is asked for.</summary>
    public bool HasDayOf(ArchiveName name) => (From is null || name.Day >= From) && (To is null || name.Day <= To);
}
