using Xunit;

namespace GridFlow.Control.Reconciliation;

public sealed class ReadingTallyTests
{
    private readonly ReadingTally _tally = new("t/2", new OffsetSpan(100, 200), 7, "");

    [Fact]
    public void Rows_AllAccountedFor_AreOk()
    {
        _tally.Add(new OffsetComparison(90, 88, 2, 0, []));
        _tally.AddRoll(2, 2);
        var rows = _tally.Rows().ToList();
        Assert.All(rows, row => Assert.True(row.Ok));
        Assert.Equal([("readings", "t/2 [100, 200)", 90L, 90L, 7L), ("dead letters", "t/2 [100, 200)", 2L, 2L, 0L)], rows.Select(row => (row.Check, row.Place, row.Expected, row.Found, row.Pending)));
    }

    [Fact]
    public void Rows_MissingOffsets_AreNamedAndJoinedAcrossPieces()
    {
        _tally.Add(new OffsetComparison(50, 40, 0, 0, [new OffsetSpan(110, 111), new OffsetSpan(141, 150)]));
        _tally.Add(new OffsetComparison(50, 45, 0, 0, [new OffsetSpan(150, 155)]));
        var row = Assert.Single(_tally.Rows());
        Assert.False(row.Ok);
        Assert.Equal(15, row.Difference);
        Assert.Equal(["neither archived nor a dead letter: offsets 110, 141–154"], row.Faults);
    }

    [Fact]
    public void Rows_InTwoRolls_IsAFaultWithoutADifference()
    {
        _tally.Overlaps.Add(new OffsetSpan(120, 130));
        Assert.Contains("archived in two rolls: offsets 120–129", Assert.Single(_tally.Rows()).Faults);
    }

    [Theory]
    [InlineData(3, 2, "the queue lacks some")]
    [InlineData(2, 3, "the archive took some as readings")]
    public void Rows_FootersAndQueueDisagree_SayWhichSide(long rejected, long queued, string fault)
    {
        _tally.AddRoll(rejected, queued);
        var row = _tally.Rows().Last();
        Assert.False(row.Ok);
        Assert.Contains(fault, Assert.Single(row.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_ManySpans_NamesTheFirstAndCountsTheRest() =>
        Assert.Equal("0, 10, 20, 30, 40 and 2 more places", OffsetSpan.Words([.. Enumerable.Range(0, 7).Select(n => new OffsetSpan(n * 10, (n * 10) + 1))]));
}
