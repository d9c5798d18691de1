namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Finds what an archive lacks, has twice, or says against itself. Looks at nothing but footers.</summary>
internal static class ArchiveAudit
{
    /// <summary>Judges files.</summary>
    public static ArchiveReport Of(IEnumerable<AuditedFile> files)
    {
        var all = files.ToList();
        var findings = new List<ArchiveFinding>();
        var partitions = new List<ArchivedPartition>();
        foreach (var partition in all.GroupBy(file => (file.Name.Topic, file.Name.Partition)).OrderBy(group => group.Key.Topic, StringComparer.Ordinal).ThenBy(group => group.Key.Partition))
        {
            partitions.AddRange(Partition(partition.Key.Topic, partition.Key.Partition, [.. partition.OrderBy(file => file.Name.FirstOffset)], findings));
        }

        var asked = all.Where(file => file.InScope).ToList();
        var days = asked.GroupBy(file => file.Name.Day).OrderBy(day => day.Key).Select(day => new ArchivedDay(day.Key, day.Count(), Rows(day), day.Sum(file => file.Bytes)));
        return new ArchiveReport(asked.Count, Rows(asked), asked.Sum(file => file.Bytes), partitions, [.. days], findings);
    }

    /// <summary>The rolls that files belong to, by their first offsets; files whose footers make no sense belong to none.</summary>
    public static IReadOnlyList<RollAudit> Rolls(IEnumerable<AuditedFile> files) =>
    [
        .. files.Where(file => file.Info is not null && FileRules.Broken(file.Name, file.Info) is null)
            .GroupBy(file => (file.Info!.RollFrom, file.Info.RollTo))
            .OrderBy(roll => roll.Key.RollFrom)
            .ThenBy(roll => roll.Key.RollTo)
            .Select(roll => new RollAudit(roll.Key.RollFrom, roll.Key.RollTo, [.. roll])),
    ];

    private static long Rows(IEnumerable<AuditedFile> files) => files.Sum(file => file.Info?.Rows ?? 0);

    // None: nothing of the partition was asked for.
    private static IEnumerable<ArchivedPartition> Partition(string topic, int number, IReadOnlyList<AuditedFile> files, List<ArchiveFinding> findings)
    {
        void Found(FindingKind kind, long from, long to, string? file, string text) => findings.Add(new ArchiveFinding(kind, topic, number, from, to, file, text));

        foreach (var file in files)
        {
            var place = file.Name.FirstOffset;
            if (file.Problem is { } problem)
            {
                Found(FindingKind.Unreadable, place, place, file.Name.ToString(), problem);
            }
            else if (file.Info is { } info && FileRules.Broken(file.Name, info) is { } broken)
            {
                Found(FindingKind.Contradiction, place, place, file.Name.ToString(), broken);
            }
        }

        var rolls = Rolls(files);
        foreach (var roll in rolls)
        {
            foreach (var (kind, text) in roll.Broken())
            {
                Found(kind, roll.From, roll.To, null, $"the roll of offsets {roll.From} to {roll.To} {text}");
            }
        }

        Follow(rolls, Found);
        if (rolls.Where(roll => roll.InScope).ToList() is { Count: > 0 } asked)
        {
            var own = files.Where(file => file.InScope).ToList();
            yield return new ArchivedPartition(
                topic, number, asked[0].From, asked.Max(roll => roll.To), asked.Count, own.Count, Rows(own), asked.Sum(roll => roll.Rejected), asked.Where(roll => roll.IsComplete).Sum(roll => Math.Max(0, roll.OtherOffsets)));
        }
    }

    private static void Follow(IReadOnlyList<RollAudit> rolls, Action<FindingKind, long, long, string?, string> found)
    {
        var end = rolls.Count == 0 ? 0 : rolls[0].From;
        foreach (var roll in rolls)
        {
            if (roll.From > end)
            {
                found(FindingKind.Gap, end, roll.From, null, $"offsets {end} to {roll.From} are in no roll");
            }
            else if (roll.From < end)
            {
                var to = Math.Min(end, roll.To);
                found(FindingKind.Overlap, roll.From, to, null, $"offsets {roll.From} to {to} are in two rolls: readings may be there twice");
            }

            end = Math.Max(end, roll.To);
        }
    }
}
