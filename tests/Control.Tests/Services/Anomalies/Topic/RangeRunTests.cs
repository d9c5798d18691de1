using Xunit;

namespace GridFlow.Control.Services.Anomalies.Topic;

public sealed class RangeRunTests
{
    [Fact]
    public void Take_RecordEndAndRecordBehind_EachEndsAPartition()
    {
        var run = new RangeRun(new TopicPositions([0, 5, 0]), new TopicPositions([2, 8, 4]));

        Assert.Equal([(0, 0L), (1, 5L), (2, 0L)], run.Places);
        Assert.True(run.Take(Record(0, 0)));
        Assert.True(run.Take(Record(0, 1)));
        Assert.False(run.Take(Record(0, 2)));
        Assert.True(run.Take(Record(1, 6)));
        Assert.False(run.Take(Record(1, 9)));
        Assert.False(run.Take(new TopicStep(2, 3, IsRecord: false, null)));
        Assert.False(run.IsDone);
        Assert.False(run.Take(new TopicStep(2, 6, IsRecord: false, null)));
        Assert.Equal((true, "2 8 4"), (run.IsDone, run.Positions.ToString()));
    }

    [Fact]
    public void SkipTo_Begin_LeavesOutWhatIsGoneAndNoMore()
    {
        var run = new RangeRun(new TopicPositions([0, 5, 3]), new TopicPositions([4, 8, 3]));

        Assert.True(run.SkipTo(new TopicPositions([2, 100, 100])));
        Assert.Equal("2 8 3", run.Positions.ToString());
        Assert.False(run.SkipTo(new TopicPositions([2, 100, 100])));
        Assert.Equal([(0, 2L)], run.Places);
    }

    private static TopicStep Record(int partition, long offset) => new(partition, offset + 1, IsRecord: true, null);
}
