using Xunit;

namespace GridFlow.Control.Reconciliation;

public sealed class AnomalyTallyTests
{
    private readonly AnomalyTally _tally = new("anomalies/1", new JudgedRange(1, new OffsetSpan(0, 50), 4, "; group g is at 50"));

    [Fact]
    public void Row_PointsAndDeadLetters_AreAllThatIsExpected()
    {
        _tally.AddPoint();
        _tally.AddPoint();
        _tally.AddDeadLetter();
        var row = _tally.Row();
        Assert.True(row.Ok);
        Assert.Equal((3, 3, 4, "2 with a point + 1 dead letters; group g is at 50"), (row.Expected, row.Found, row.Pending, row.Details));
    }

    [Fact]
    public void Row_Missing_NamesOffsetsAndTimes()
    {
        _tally.AddMissing(3, 1_760_000_000_123);
        _tally.AddMissing(4, null);
        _tally.AddMissing(5, long.MaxValue);
        var row = _tally.Row();
        Assert.Equal(3, row.Difference);
        Assert.Equal("no point and no dead letter (1 of them cannot be read): offsets 3 of 2025-10-09T08:53:20.123Z, 4, 5", Assert.Single(row.Faults));
    }

    [Fact]
    public void Row_ManyMissing_CountsTheRest()
    {
        Enumerable.Range(0, 1_205).ToList().ForEach(n => _tally.AddMissing(n, null));
        Assert.EndsWith("0, 1, 2, 3, 4 and 1,200 more", Assert.Single(_tally.Row().Faults), StringComparison.Ordinal);
    }
}
