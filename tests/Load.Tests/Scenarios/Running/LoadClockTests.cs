using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Load.Scenarios.Running;

public sealed class LoadClockTests
{
    [Fact]
    public void Since_WallClockIsSet_LatencyIsThatOfTheStopwatch()
    {
        var time = new SetWallClock();
        var clock = new LoadClock(time);
        clock.Begin();
        var eventTimeMs = clock.StartMs + 2_000;
        time.Advance(TimeSpan.FromMilliseconds(2_030));
        time.Set = TimeSpan.FromSeconds(-7);
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(30)), clock.Since(eventTimeMs));
    }

    private sealed class SetWallClock : FakeTimeProvider
    {
        public TimeSpan Set { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Set;

        // The fake one takes it from the wall clock.
        public override long GetTimestamp() => base.GetTimestamp() - Set.Ticks;
    }
}
