using CsCheck;
using GridFlow.Sinks.Archive.Verification;
using Xunit;

namespace GridFlow.Control.Reconciliation;

public sealed class OffsetPieceTests
{
    [Fact]
    public void Cut_AnyRolls_CoversTheRangeOnceAndNamesWhatIsInTwo() =>
        Gen.Select(Gen.Long[0, 100], Gen.Long[0, 60], Gen.Select(Gen.Long[0, 160], Gen.Long[1, 40]).List[0, 8]).Sample((from, length, lengths) =>
        {
            var to = from + length;
            var rolls = lengths.Select(roll => Roll(roll.Item1, roll.Item1 + roll.Item2)).OrderBy(roll => roll.From).ThenBy(roll => roll.To).ToList();
            var overlaps = new List<OffsetSpan>();
            var pieces = OffsetPiece.Cut(from, to, rolls, overlaps).ToList();

            var at = from;
            foreach (var piece in pieces)
            {
                Assert.Equal(at, piece.From);
                Assert.True(piece.Length > 0);
                Assert.True(piece.Roll is { } roll ? roll.From <= piece.From && piece.To <= roll.To : !rolls.Any(other => other.From < piece.To && piece.From < other.To));
                at = piece.To;
            }

            Assert.Equal(to, at);
            var twice = Range(from, to).Where(offset => rolls.Count(roll => offset >= roll.From && offset < roll.To) > 1);
            Assert.Equal(twice, overlaps.SelectMany(span => Range(span.From, span.To)).Distinct().Order());
        }, iter: 2_000);

    [Theory]
    [InlineData(90, 10, 1, true)]
    [InlineData(90, 9, 1, false)]
    [InlineData(90, 10, 2, false)]
    public void IsAccounted_WholeRoll_NeedsEveryOffsetAndEveryFile(long rows, long deadLetters, int files, bool expected) =>
        Assert.Equal(expected, new OffsetPiece(0, 100, Roll(0, 100, rows, files)).IsAccounted(deadLetters));

    [Fact]
    public void IsAccounted_PartOfARoll_Never() => Assert.False(new OffsetPiece(0, 90, Roll(0, 100, 90)).IsAccounted(0));

    [Fact]
    public void Parts_LongPiece_CoverIt()
    {
        var piece = new OffsetPiece(7, 7 + (2 * OffsetPiece.MostCompared) + 1, null);
        Assert.Equal([7, 7 + OffsetPiece.MostCompared, 7 + (2 * OffsetPiece.MostCompared)], piece.Parts().Select(part => part.From));
        Assert.Equal(piece.Length, piece.Parts().Sum(part => part.Length));
    }

    private static RollAudit Roll(long from, long to, long rows = 1, int files = 1) =>
        new(from, to, [new AuditedFile(new("t", 0, new DateOnly(2026, 1, 1), from), 1, new("t", 0, from, to - 1, rows, 1, "0", from, to, 0, files))]);

    private static IEnumerable<long> Range(long from, long to) => Enumerable.Range(0, (int)Math.Max(0, to - from)).Select(n => from + n);
}
