using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Verification;

namespace GridFlow.Pipeline.Tests.Sinks.Archive.Verification;

/// <summary>The life of one partition, offset by offset, and the files that a faultless archive has of it.</summary>
internal sealed class ArchiveHistory
{
    private const int Rejected = -1;
    private const int Marker = -2;
    private static readonly DateOnly FirstDay = new(2026, 1, 1);

    public ArchiveHistory(int seed, int partition)
    {
        var random = new Random(seed);
        Partition = partition;
        var from = random.NextInt64(1_000);
        for (var roll = random.Next(1, 12); roll > 0; roll--)
        {
            var to = from + random.Next(1, 30);
            // What became of each offset: the number of a day, rejected, or no record at all.
            var fates = Enumerable.Range(0, (int)(to - from)).Select(_ => random.Next(10) switch { 0 => Rejected, 1 => Marker, _ => random.Next(3) }).ToArray();
            // A roll without a reading would have no file to tell of it: the writer makes none.
            fates[random.Next(fates.Length)] = random.Next(3);
            Files.AddRange(Roll(from, to, fates));
            from = to;
        }
    }

    public int Partition { get; }

    public List<AuditedFile> Files { get; } = [];

    private IEnumerable<AuditedFile> Roll(long from, long to, int[] fates)
    {
        var days = fates.Where(fate => fate >= 0).Distinct().ToList();
        foreach (var day in days)
        {
            var (first, last) = (from + Array.IndexOf(fates, day), from + Array.LastIndexOf(fates, day));
            var info = new ArchiveFileInfo("t", Partition, first, last, fates.Count(fate => fate == day), 1, "0", from, to, fates.Count(fate => fate == Rejected), days.Count);
            yield return new AuditedFile(new ArchiveName("t", Partition, FirstDay.AddDays(day), first), 1_000, info);
        }
    }
}
