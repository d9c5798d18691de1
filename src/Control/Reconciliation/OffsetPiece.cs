using GridFlow.Sinks.Archive.Verification;

namespace GridFlow.Control.Reconciliation;

/// <summary>A piece of a partition that lies in one roll of the archive, or in none.</summary>
/// <param name="From">First offset.</param>
/// <param name="To">Offset behind the last.</param>
/// <param name="Roll">The roll; null for none.</param>
internal sealed record OffsetPiece(long From, long To, RollAudit? Roll)
{
    /// <summary>Longest piece that is compared offset by offset at a time: it takes two bits an offset.</summary>
    public const long MostCompared = 1 << 24;

    /// <summary>Offsets in it.</summary>
    public long Length => To - From;

    /// <summary>Whether it is a roll from end to end.</summary>
    public bool IsWholeRoll => Roll is { } roll && roll.From == From && roll.To == To;

    /// <summary>Whether every offset is a row or a dead letter by what the footers say: then there is nothing to look for.</summary>
    public bool IsAccounted(long deadLetters) => IsWholeRoll && Roll!.IsComplete && Roll.Rows + deadLetters == Length;

    /// <summary>Cuts a range at the bounds of rolls.</summary>
    /// <param name="from">First offset of the range.</param>
    /// <param name="to">Offset behind its last.</param>
    /// <param name="rolls">Rolls by their first offsets.</param>
    /// <param name="overlaps">Gets what is in two rolls.</param>
    public static IEnumerable<OffsetPiece> Cut(long from, long to, IReadOnlyList<RollAudit> rolls, List<OffsetSpan> overlaps)
    {
        var (at, reached) = (from, long.MinValue);
        foreach (var roll in rolls)
        {
            if (Math.Max(from, roll.From) < Math.Min(Math.Min(to, roll.To), reached))
            {
                overlaps.Add(new OffsetSpan(Math.Max(from, roll.From), Math.Min(Math.Min(to, roll.To), reached)));
            }

            reached = Math.Max(reached, roll.To);
            if (roll.To <= at || roll.From >= to || at >= to)
            {
                continue;
            }

            if (roll.From > at)
            {
                yield return new OffsetPiece(at, roll.From, null);
            }

            var end = Math.Min(roll.To, to);
            yield return new OffsetPiece(Math.Max(at, roll.From), end, roll);
            at = end;
        }

        if (at < to)
        {
            yield return new OffsetPiece(at, to, null);
        }
    }

    /// <summary>The piece in parts that are small enough to be compared offset by offset.</summary>
    public IEnumerable<OffsetPiece> Parts()
    {
        for (var at = From; at < To; at += MostCompared)
        {
            yield return this with { From = at, To = Math.Min(To, at + MostCompared) };
        }
    }
}
