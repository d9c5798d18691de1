using Xunit;

namespace GridFlow.Simulation.Model;

public sealed class DailyCurveTests
{
    private const long DayMs = 86_400_000;
    private const long MinuteMs = 60_000;

    [Fact]
    public void Load_OverADay_HasTwoPeaksAndAQuietNight()
    {
        var day = Enumerable.Range(0, 1_440).Select(minute => DailyCurve.Load(minute * MinuteMs)).ToArray();
        var peaks = Enumerable.Range(1, 1_438).Where(minute => day[minute] > day[minute - 1] && day[minute] >= day[minute + 1]).ToArray();
        Assert.Equal([450, 1_170], peaks.Select(minute => (int)Math.Round(minute / 10.0) * 10));
        Assert.InRange(day.Max(), 0.9, 1.0);
        Assert.InRange(day.Min(), 0.3, 0.4);
        Assert.True(day[3 * 60] < day[13 * 60]);
    }

    [Fact]
    public void Load_WithinFiveMinutes_BarelyMoves()
    {
        for (var timeMs = -DayMs; timeMs < DayMs; timeMs += MinuteMs)
        {
            Assert.True(Math.Abs(DailyCurve.Load(timeMs + (5 * MinuteMs)) - DailyCurve.Load(timeMs)) < 0.0155);
            Assert.Equal(DailyCurve.Load(timeMs), DailyCurve.Load(timeMs + DayMs), 9);
        }
    }

    [Fact]
    public void AmbientC_OverADay_IsWarmestInTheAfternoon()
    {
        Assert.Equal(24, DailyCurve.AmbientC(15 * 60 * MinuteMs), 6);
        Assert.Equal(12, DailyCurve.AmbientC(3 * 60 * MinuteMs), 6);
    }
}
