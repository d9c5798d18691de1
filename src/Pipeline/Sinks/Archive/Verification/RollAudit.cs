namespace GridFlow.Sinks.Archive.Verification;

/// <summary>The files of one roll: offsets <paramref name="From"/> up to <paramref name="To"/> of a partition.</summary>
/// <param name="From">First offset.</param>
/// <param name="To">Offset behind the last.</param>
/// <param name="Files">Its files, each with a footer that makes sense by itself.</param>
internal sealed record RollAudit(long From, long To, IReadOnlyList<AuditedFile> Files)
{
    /// <summary>Rows in its files.</summary>
    public long Rows { get; } = Files.Sum(file => file.Info!.Rows);

    /// <summary>Records that were no readings.</summary>
    public long Rejected { get; } = Files[0].Info!.Rejected;

    /// <summary>Whether one of its files was asked for.</summary>
    public bool InScope { get; } = Files.Any(file => file.InScope);

    /// <summary>Whether all of its files are there.</summary>
    public bool IsComplete => Files.Count == Files[0].Info!.RollFiles;

    /// <summary>Offsets that are neither rows nor rejected; means something only for a complete roll.</summary>
    public long OtherOffsets => To - From - Rejected - Rows;

    /// <summary>What is wrong with the roll.</summary>
    public IEnumerable<(FindingKind Kind, string Text)> Broken()
    {
        var first = Files[0].Info!;
        if (Files.Any(file => (file.Info!.Rejected, file.Info.RollFiles) != (first.Rejected, first.RollFiles)))
        {
            yield return (FindingKind.Contradiction, "its files do not agree on how many records were rejected and how many files there are");
            yield break;
        }

        if (Files.GroupBy(file => file.Name.Day).FirstOrDefault(day => day.Count() > 1) is { } twice)
        {
            yield return (FindingKind.ExtraFiles, $"has {twice.Count()} files of {twice.Key:yyyy-MM-dd}; a day has one");
        }
        else if (Files.Count != first.RollFiles)
        {
            yield return (Files.Count < first.RollFiles ? FindingKind.MissingFiles : FindingKind.ExtraFiles, $"has {Files.Count} of {first.RollFiles} files");
        }

        if (OtherOffsets < 0)
        {
            yield return (FindingKind.Contradiction, $"has {Rows} rows and {Rejected} rejected records in {To - From} offsets");
        }
    }
}
