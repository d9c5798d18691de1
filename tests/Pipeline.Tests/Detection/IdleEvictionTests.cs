using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed class IdleEvictionTests
{
    private static readonly DetectionOptions Options = new() { Window = TimeSpan.FromSeconds(10), IdleEviction = TimeSpan.FromSeconds(60), MinimumReadings = 3 };

    [Fact]
    public void Score_MetersThatHaveGone_AreForgottenByEventTimeAlone()
    {
        var rig = new DetectorRig(Options);
        rig.Score([.. Enumerable.Range(0, 500).Select(m => Reading(m, 0))]);
        Assert.Equal(500, rig.Detector.MeterCount);

        // Exactly the eviction time is not yet over; a millisecond more is.
        rig.Score([.. Enumerable.Range(0, 10_000).Select(i => Reading(1000, 50_000 + i))]);
        Assert.Equal(501, rig.Detector.MeterCount);
        rig.Score([.. Enumerable.Range(0, 10_000).Select(i => Reading(1000, 60_001 + i))]);
        Assert.Equal(1, rig.Detector.MeterCount);
    }

    [Fact]
    public void Score_ForgottenMeterThatComesBack_StartsAnew()
    {
        var rig = new DetectorRig(Options);
        rig.Score([.. Enumerable.Range(0, 5).Select(i => Reading(0, i))]);
        rig.Score([.. Enumerable.Range(0, 10_000).Select(i => Reading(1, 100_000 + i))]);
        Assert.Equal(1, rig.Detector.MeterCount);

        // Late for the meter that was forgotten, good for a new one.
        rig.Score(Reading(0, 0));
        Assert.Equal((0, 2), (rig.Late, rig.Detector.MeterCount));
        Assert.Empty(rig.Findings);
    }

    [Fact]
    public void Score_OneClockFarAhead_MakesNobodyElseIdle()
    {
        var rig = new DetectorRig(Options);
        rig.Score([.. Enumerable.Range(0, 200).Select(m => Reading(m, 0))]);
        rig.Score(Reading(9_999, 10_000_000));

        // Every meter goes on at its own time, for many rounds of the sweep.
        for (var second = 1; second <= 100; second++)
        {
            rig.Score([.. Enumerable.Range(0, 200).Select(m => Reading(m, second * 1000))]);
        }

        Assert.Equal(201, rig.Detector.MeterCount);
        Assert.Single(rig.Score(Reading(7, 101_000) with { Voltage = 330 }));
    }

    [Fact]
    public void Score_MetersThatComeAndGo_DoNotGrowTheMemory()
    {
        var rig = new DetectorRig(Options);
        var peak = 0L;
        for (var generation = 0; generation < 40; generation++)
        {
            var at = generation * 1000;
            rig.Score([.. Enumerable.Range(0, 4_000).Select(i => Reading(at + (i % 200), (generation * 100_000L) + i))]);
            peak = generation == 20 ? rig.Detector.WindowBytes : peak;
        }

        Assert.Equal(peak, rig.Detector.WindowBytes);
        Assert.InRange(rig.Detector.MeterCount, 200, 600);
    }

    private static StreamReading Reading(int meter, long timeMs) => new(BitConverter.GetBytes(meter), 1_760_000_000_000 + timeMs, 230, 5, 25, default);
}
