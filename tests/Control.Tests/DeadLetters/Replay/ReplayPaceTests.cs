using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Control.DeadLetters.Replay;

public sealed class ReplayPaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 5)]
    [InlineData(1000, 500)]
    [InlineData(100_000, 500)]
    [InlineData(0, 500)]
    public void BatchRecords_Rate_IsHalfASecondAtMost(int perSecond, int records) => Assert.Equal(records, new ReplayPace(perSecond, _time).BatchRecords);

    [Fact]
    public async Task WaitAsync_AheadOfTheRate_WaitsUntilItIsTime()
    {
        var pace = new ReplayPace(100, _time);
        Assert.True(pace.WaitAsync(0, CancellationToken.None).IsCompleted);
        var wait = pace.WaitAsync(200, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await wait;
    }

    [Fact]
    public void WaitAsync_NoRate_NeverWaits() => Assert.True(new ReplayPace(0, _time).WaitAsync(1_000_000, CancellationToken.None).IsCompleted);
}
