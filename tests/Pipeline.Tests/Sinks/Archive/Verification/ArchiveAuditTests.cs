using CsCheck;
using GridFlow.Sinks.Archive.Verification;

namespace GridFlow.Pipeline.Tests.Sinks.Archive.Verification;

public sealed class ArchiveAuditTests
{
    [Fact]
    public void Of_FaultlessArchive_FindsNothing() => Gen.Int.Sample(seed =>
    {
        var files = new[] { new ArchiveHistory(seed, 0), new ArchiveHistory(seed + 1, 1) }.SelectMany(history => history.Files).ToList();
        var report = ArchiveAudit.Of(files);
        Assert.Empty(report.Findings);
        Assert.Equal((files.Count, files.Sum(file => file.Info!.Rows)), (report.Files, report.Rows));
        Assert.Equal(report.Rows, report.Days.Sum(day => day.Rows));
        // Every offset is a row, rejected, or no record.
        Assert.All(report.Partitions, p => Assert.Equal(p.To - p.From, p.Rows + p.Rejected + p.OtherOffsets));
    });

    [Fact]
    public void Of_FilesRemovedAndRollsDoubled_IsAsAnOracleThatLooksAtEveryOffset() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var history = new ArchiveHistory(seed, 0);
        var files = history.Files.Where(_ => random.Next(6) != 0).ToList();
        files.AddRange(files.Where(_ => random.Next(8) == 0).Select(Shifted).ToList());

        var report = ArchiveAudit.Of(files);

        Assert.Equal(Offsets(files, count => count == 0), Offsets(report, FindingKind.Gap));
        Assert.Equal(Offsets(files, count => count > 1), Offsets(report, FindingKind.Overlap));
        var incomplete = files.GroupBy(file => (file.Info!.RollFrom, file.Info.RollTo)).Where(roll => roll.Count() < roll.First().Info!.RollFiles).Select(roll => roll.Key.RollFrom);
        Assert.Equal(incomplete.Order(), report.Findings.Where(finding => finding.Kind == FindingKind.MissingFiles).Select(finding => finding.From).Order());

        // The same rows again, one offset later: what a repeated upload must never be.
        AuditedFile Shifted(AuditedFile file) => file with
        {
            Name = file.Name with { FirstOffset = file.Name.FirstOffset + 1 },
            Info = file.Info! with { FirstOffset = file.Info.FirstOffset + 1, LastOffset = file.Info.LastOffset + 1, RollFrom = file.Info.RollFrom + 1, RollTo = file.Info.RollTo + 1 },
        };
    });

    [Fact]
    public void Of_DaysLeftOut_FindsNothingAsLongAsTheirFootersAreKnown() => Gen.Int.Sample(seed =>
    {
        var history = new ArchiveHistory(seed, 0);
        var day = history.Files[0].Name.Day;
        var report = ArchiveAudit.Of(history.Files.Select(file => file with { InScope = file.Name.Day == day }));
        Assert.Empty(report.Findings);
        Assert.Equal([day], report.Days.Select(d => d.Day));
        Assert.Equal(history.Files.Count(file => file.Name.Day == day), report.Files);
    });

    [Fact]
    public void Of_FootersThatCannotBe_AreContradictions()
    {
        var file = new ArchiveHistory(1, 0).Files[0];
        var info = file.Info!;
        AuditedFile[] broken =
        [
            file with { Name = file.Name with { Partition = 5 } },
            file with { Name = file.Name with { Topic = "other" } },
            file with { Name = file.Name with { FirstOffset = file.Name.FirstOffset + 1 } },
            file with { Info = info with { LastOffset = info.RollTo } },
            file with { Info = info with { RollTo = info.RollFrom } },
            file with { Info = info with { Rows = info.LastOffset - info.FirstOffset + 2 } },
            file with { Info = info with { Rows = 0 } },
            file with { Info = info with { RollFiles = 0 } },
        ];
        Assert.All(broken, one => Assert.Equal(FindingKind.Contradiction, Assert.Single(ArchiveAudit.Of([one]).Findings).Kind));
    }

    [Fact]
    public void Of_FilesOfARollThatDisagree_IsAContradiction()
    {
        var files = Enumerable.Range(0, 100).Select(seed => new ArchiveHistory(seed, 0).Files).First(all => all[0].Info!.RollFiles > 1);
        var roll = files.Where(file => file.Info!.RollFrom == files[0].Info!.RollFrom).ToList();
        var found = ArchiveAudit.Of([roll[0] with { Info = roll[0].Info! with { Rejected = 77 } }, .. roll[1..]]).Findings;
        Assert.Equal(FindingKind.Contradiction, Assert.Single(found).Kind);

        var twice = roll[0] with { Name = roll[0].Name with { Day = roll[1].Name.Day } };
        Assert.Contains(ArchiveAudit.Of([twice, .. roll[1..]]).Findings, finding => finding.Kind == FindingKind.ExtraFiles);
    }

    [Fact]
    public void Of_MoreRowsThanOffsets_IsAContradiction()
    {
        var file = new ArchiveHistory(3, 0).Files[0];
        var info = file.Info! with { RollFiles = 1, Rejected = file.Info.RollTo - file.Info.RollFrom };
        Assert.Equal(FindingKind.Contradiction, Assert.Single(ArchiveAudit.Of([file with { Info = info }]).Findings).Kind);
    }

    [Fact]
    public void Of_UnreadableFile_IsFoundWithItsName()
    {
        var history = new ArchiveHistory(2, 0);
        var files = history.Files.Select((file, i) => i == 0 ? file with { Info = null, Problem = "it has no end" } : file);
        var finding = Assert.Single(ArchiveAudit.Of(files).Findings, finding => finding.Kind == FindingKind.Unreadable);
        Assert.Equal((history.Files[0].Name.ToString(), "it has no end"), (finding.File, finding.Text));
    }

    private static List<long> Offsets(ArchiveReport report, FindingKind kind) =>
        [.. report.Findings.Where(finding => finding.Kind == kind).SelectMany(finding => Range(finding.From, finding.To)).Distinct().Order()];

    private static List<long> Offsets(List<AuditedFile> files, Func<int, bool> wanted)
    {
        var rolls = files.Select(file => (file.Info!.RollFrom, file.Info.RollTo)).Distinct().ToList();
        return rolls.Count == 0 ? [] : [.. Range(rolls.Min(roll => roll.RollFrom), rolls.Max(roll => roll.RollTo)).Where(offset => wanted(rolls.Count(roll => offset >= roll.RollFrom && offset < roll.RollTo)))];
    }

    private static IEnumerable<long> Range(long from, long to)
    {
        for (var offset = from; offset < to; offset++)
        {
            yield return offset;
        }
    }
}
