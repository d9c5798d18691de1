namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow archive verify</c> was told.</summary>
/// <param name="Topic">Only this topic; all when null.</param>
/// <param name="Partition">Only this partition; all when null.</param>
/// <param name="From">Only this day and later ones, UTC; all when null.</param>
/// <param name="To">Only this day and earlier ones, UTC; all when null.</param>
/// <param name="Deep">Read offsets and times of all rows, too.</param>
/// <param name="Json">One JSON object on stdout.</param>
public sealed record ArchiveArguments(string? Topic, int? Partition, DateOnly? From, DateOnly? To, bool Deep, bool Json);
