using GridFlow.Control.Topics;
using Xunit;

namespace GridFlow.Control.Reconciliation;

public sealed class JudgedRangeTests
{
    [Theory]
    [InlineData(100L, 100L, 100, 0, "")]
    [InlineData(100L, 70L, 70, 30, "; group b is at 70")]
    [InlineData(80L, 70L, 70, 30, "; group a is at 80; group b is at 70")]
    [InlineData(100L, null, 10, 90, "; group b has committed nothing here")]
    // Retention has taken what it had committed; the range of the command ends in front of the position.
    [InlineData(100L, 5L, 10, 90, "; group b is at 5")]
    [InlineData(200L, 300L, 100, 0, "")]
    public void Of_TwoReaders_JudgesWhatBothHaveCommitted(long? first, long? second, long end, long pending, string note) =>
        Assert.Equal(new JudgedRange(3, new OffsetSpan(10, end), pending, note), JudgedRange.Of(new TopicRange(3, 10, 100), ("a", first), ("b", second)));

    [Fact]
    public void Of_EmptyPartition_HasNobodyBehind() => Assert.Equal("", JudgedRange.Of(new TopicRange(3, 10, 10), ("a", null)).Note);
}
