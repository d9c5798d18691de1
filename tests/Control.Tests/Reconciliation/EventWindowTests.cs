using CsCheck;
using Xunit;

namespace GridFlow.Control.Reconciliation;

public sealed class EventWindowTests
{
    private const long HourMs = 3_600_000;

    [Fact]
    public void Of_AnyTimes_EachLiesInOneWindowOfAtMostADay() =>
        Gen.Long[-100 * HourMs, 100 * HourMs].List[0, 40].Sample(times =>
        {
            var windows = EventWindow.Of(times);
            Assert.All(times, time => Assert.Single(windows, window => time >= window.FromMs && time < window.ToMs));
            Assert.All(windows, window => Assert.InRange(window.ToMs - window.FromMs, HourMs, 24 * HourMs));
            Assert.All(windows, window => Assert.Equal(0, window.FromMs % HourMs));
            // No hour is asked for in which nothing is wanted.
            Assert.Equal(times.Select(time => (long)Math.Floor((double)time / HourMs)).Distinct().Count(), windows.Sum(window => (window.ToMs - window.FromMs) / HourMs));
        }, iter: 1_000);

    [Fact]
    public void Of_TimesThatNoPointHas_AreNotAskedFor() => Assert.Empty(EventWindow.Of([long.MinValue, long.MaxValue, 253_402_300_799_999]));
}
