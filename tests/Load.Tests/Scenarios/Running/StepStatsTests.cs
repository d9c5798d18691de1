using Xunit;

namespace GridFlow.Load.Scenarios.Running;

public sealed class StepStatsTests
{
    [Fact]
    public void Result_TenThousandLatencies_HasEveryQuantileWithinAThousandth()
    {
        var stats = new StepStats("x");
        for (var ms = 1; ms <= 10_000; ms++)
        {
            stats.Answered(TimeSpan.Zero, TimeSpan.FromMilliseconds(ms));
        }

        var latency = stats.Result().Latency;
        Assert.Equal(10_000, latency.Count);
        Assert.All(
            new[] { (latency.P50Ms, 5_000.0), (latency.P90Ms, 9_000), (latency.P99Ms, 9_900), (latency.P999Ms, 9_990), (latency.P9999Ms, 9_999), (latency.MaxMs, 10_000), (latency.MeanMs, 5_000.5) },
            pair => Assert.InRange(pair.Item1 / pair.Item2, 0.999, 1.001));
    }

    [Fact]
    public void Result_FewLatencies_DrawsTheCurveOnlyAsFarAsTheyReach()
    {
        var stats = new StepStats("x");
        for (var i = 0; i < 100; i++)
        {
            stats.Answered(TimeSpan.Zero, TimeSpan.FromMilliseconds(i));
        }

        Assert.Equal(99, stats.Result().Curve[^1].Percent);
    }

    [Fact]
    public void TakeInterval_Twice_HasOnlyWhatCameBetween()
    {
        var stats = new StepStats("x");
        stats.Answered(TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        Assert.Equal(1, stats.TakeInterval().Count);
        stats.Answered(TimeSpan.Zero, TimeSpan.FromMilliseconds(3));
        Assert.Equal((1, 3.0), (stats.TakeInterval().Count, Math.Round(stats.Result().Latency.P50Ms)));
        Assert.Equal(0, stats.TakeInterval().Count);
        Assert.Equal(2, stats.Result().Ok);
    }

    [Fact]
    public void Phase_ByIntendedTime_KeepsPartsOfTheRunApart()
    {
        var stats = new StepStats("x") { PhaseOf = new TurnTaking(TimeSpan.FromSeconds(40), 2).PhaseOf };
        // Parts of 10 s; the first second of each counts for none.
        foreach (var second in Enumerable.Range(0, 45))
        {
            stats.Answered(TimeSpan.FromSeconds(second), TimeSpan.FromMilliseconds(second is >= 10 and < 20 or >= 30 ? 100 : 10));
        }

        Assert.Equal((18, 18), (stats.Phase("without").Count, stats.Phase("with").Count));
        Assert.Equal(10, stats.Phase("without").MaxMs, 0.1);
        Assert.Equal(100, stats.Phase("with").P50Ms, 0.1);
        Assert.Equal(0, stats.Phase("nothing").Count);
    }
}
