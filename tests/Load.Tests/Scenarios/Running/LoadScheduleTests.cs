using CsCheck;
using Xunit;

namespace GridFlow.Load.Scenarios.Running;

public sealed class LoadScheduleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Gen<LoadSimulation[]> Simulations = Gen.OneOf(
        Gen.Select(Gen.Double[0.5, 500], Gen.Int[1, 20_000], (rate, ms) => LoadSimulation.Inject(rate, TimeSpan.FromMilliseconds(ms))),
        Gen.Select(Gen.Double[0.5, 500], Gen.Int[1, 20_000], (rate, ms) => LoadSimulation.RampingInject(rate, TimeSpan.FromMilliseconds(ms))),
        Gen.Int[1, 20_000].Select(ms => LoadSimulation.Pause(TimeSpan.FromMilliseconds(ms)))).Array[1, 6];

    [Fact]
    public void IntendedAt_Inject_IsEvenlySpacedFromTheStart()
    {
        var segment = Assert.Single(new LoadSchedule([LoadSimulation.Inject(4, 2 * Second)]).Segments);
        Assert.Equal([0, 250, 500, 750, 1000, 1250, 1500, 1750], Times(segment));
    }

    [Fact]
    public void IntendedAt_RampFromNothing_FollowsTheSquareRoot()
    {
        // 0 to 8/s in 2 s: t²·2 = i.
        var segment = Assert.Single(new LoadSchedule([LoadSimulation.RampingInject(8, 2 * Second)]).Segments);
        Assert.Equal(8, segment.Count);
        Assert.Equal([0, 707.1068, 1000, 1224.7449, 1414.2136, 1581.1388, 1732.0508, 1870.8287], Times(segment));
    }

    [Fact]
    public void Segments_RampAfterInject_BeginsAtTheRateBefore()
    {
        var schedule = new LoadSchedule([LoadSimulation.Inject(100, Second), LoadSimulation.RampingInject(20, 4 * Second), LoadSimulation.Pause(Second), LoadSimulation.RampingInject(10, Second)]);
        Assert.Equal([(100, 100), (100, 20), (0, 0), (0, 10)], schedule.Segments.Select(segment => (segment.FromRate, segment.ToRate)));
        Assert.Equal([0, 1, 5, 6], schedule.Segments.Select(segment => segment.Start.TotalSeconds));
        Assert.Equal(60, schedule.RateAt(TimeSpan.FromSeconds(3)));
        Assert.Equal(0, schedule.RateAt(TimeSpan.FromSeconds(5.5)));
        Assert.Equal(0, schedule.RateAt(7 * Second));
        Assert.Equal(100 + 240 + 0 + 5, schedule.Count);
        Assert.Equal(7 * Second, schedule.Length);
    }

    [Fact]
    public void Count_RateThatIsNoBinaryFraction_IsNotOneMore()
    {
        Assert.Equal(3, new LoadSchedule([LoadSimulation.Inject(0.1, 30 * Second)]).Count);
        Assert.Equal(36_000_000, new LoadSchedule([LoadSimulation.Inject(10_000, TimeSpan.FromHours(1))]).Count);
    }

    [Fact]
    public void IntendedAt_AnySchedule_LiesWhereTheIntegralOfTheRateReachesTheIndex() => Simulations.Sample(simulations =>
    {
        foreach (var segment in new LoadSchedule(simulations).Segments.Where(segment => segment.Count > 0))
        {
            var before = TimeSpan.MinValue;
            foreach (var index in new[] { 0, segment.Count / 3, segment.Count / 2, segment.Count - 1 }.Distinct())
            {
                var at = segment.IntendedAt(index);
                Assert.True(at > before && at >= segment.Start && at < segment.End, $"{index} of {segment} at {at}");
                var seconds = (at - segment.Start).TotalSeconds;
                var integral = (segment.FromRate * seconds) + ((segment.ToRate - segment.FromRate) / segment.During.TotalSeconds * seconds * seconds / 2);
                Assert.Equal(index, integral, 1e-2);
                before = at;
            }
        }
    });

    [Fact]
    public void Segments_AnySchedule_FollowEachOtherWithoutAGap() => Simulations.Sample(simulations =>
    {
        var schedule = new LoadSchedule(simulations);
        Assert.Equal(simulations.Sum(simulation => simulation.During.Ticks), schedule.Length.Ticks);
        Assert.All(schedule.Segments.Zip(schedule.Segments.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
    });

    private static IEnumerable<double> Times(LoadSegment segment) =>
        Enumerable.Range(0, (int)segment.Count).Select(index => Math.Round(segment.IntendedAt(index).TotalMilliseconds, 4));
}
