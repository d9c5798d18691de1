using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>Where exactly the rules begin and end.</summary>
public sealed class BoundaryTests
{
    private const long Start = 1_760_000_000_000;

    [Theory]
    [InlineData(230.2500, false)]
    [InlineData(230.2501, true)]
    [InlineData(229.7500, false)]
    [InlineData(229.7499, true)]
    public void Score_FlatLine_UsesTheFloorAndSpeaksOnlyAboveTheThreshold(double voltage, bool speaks)
    {
        // Floor 0.1 V, 2.5 σ: 0.25 V from a flat 230 V.
        var rig = Flat(30);
        var found = rig.Score(Reading(Start + 30_000, voltage));
        Assert.Equal(speaks, found.Count == 1);
        if (speaks)
        {
            Assert.Equal((230.0, 0.1), (found[0].Mean, found[0].StdDev));
            Assert.Equal((voltage - 230) / 0.1, found[0].Deviation, 1e-9);
        }
    }

    [Theory]
    [InlineData(29, 0)]
    [InlineData(30, 1)]
    public void Score_WindowOfSoManyReadings_SpeaksFromMinimumReadingsOn(int readings, int findings) =>
        Assert.Equal(findings, Flat(readings).Score(Reading(Start + (readings * 1000), 500)).Count);

    [Theory]
    [InlineData(2.6, Severity.Info)]
    [InlineData(3.9, Severity.Info)]
    [InlineData(4, Severity.Warning)]
    [InlineData(-4, Severity.Warning)]
    [InlineData(5.9, Severity.Warning)]
    [InlineData(6, Severity.Error)]
    [InlineData(9.9, Severity.Error)]
    [InlineData(10, Severity.Critical)]
    [InlineData(-1000, Severity.Critical)]
    public void Score_Deviation_FallsIntoItsSeverityBand(double sigma, Severity severity) =>
        Assert.Equal(severity, Assert.Single(Flat(30).Score(Reading(Start + 30_000, 230 + (sigma * 0.1)))).Severity);

    [Fact]
    public void Score_OneChannel_SpeaksForThatChannelAlone()
    {
        Assert.Equal(AnomalyType.VoltageDeviation, Assert.Single(Flat(30).Score(Reading(Start + 30_000, 240))).Type);
        Assert.Equal(AnomalyType.CurrentDeviation, Assert.Single(Flat(30).Score(Reading(Start + 30_000, 230) with { Current = 6 })).Type);
        Assert.Equal(AnomalyType.TemperatureDeviation, Assert.Single(Flat(30).Score(Reading(Start + 30_000, 230) with { Temperature = 30 })).Type);
    }

    [Fact]
    public void Score_ReadingOfExactlyOneWindowAgo_HasLeftIt()
    {
        // 30 readings, the first exactly five minutes before the tested one: 29 are left, too few to speak.
        Assert.Empty(Flat(30).Score(Reading(Start + 300_000, 500)));
        Assert.Single(Flat(30).Score(Reading(Start + 299_999, 500)));
    }

    [Fact]
    public void Score_LateAndDuplicate_AreCountedAndChangeNothing()
    {
        var rig = Flat(30);
        rig.Score(Reading(Start + 29_000, 999), Reading(Start + 5_000, 999), Reading(Start + 29_000 - 300_000, 999));
        Assert.Equal((30, 1, 2), (rig.Scored, rig.Late, rig.Duplicate));
        Assert.Equal(230, Assert.Single(rig.Score(Reading(Start + 30_000, 500))).Mean);
    }

    [Fact]
    public void Score_OutOfOrderInsideTheWindow_IsTestedAgainstAllTheWindowHolds()
    {
        var rig = Flat(30);
        rig.Score(Reading(Start + 28_999 - 299_998, 230));
        Assert.Single(rig.Score(Reading(Start + 500, 240)));
        Assert.Equal(0, rig.Late);
    }

    [Fact]
    public void Score_TestedReading_IsNotPartOfItsWindowButOfTheNext()
    {
        var rig = Flat(30);
        Assert.Equal(230, Assert.Single(rig.Score(Reading(Start + 30_000, 261))).Mean);
        Assert.Equal(231, Assert.Single(rig.Score(Reading(Start + 31_000, 500))).Mean);
    }

    private static DetectorRig Flat(int readings)
    {
        var rig = new DetectorRig(new DetectionOptions());
        rig.Score([.. Enumerable.Range(0, readings).Select(i => Reading(Start + (i * 1000), 230))]);
        Assert.Empty(rig.Findings);
        return rig;
    }

    private static StreamReading Reading(long timeMs, double voltage) => new([7], timeMs, voltage, 5, 25, MeterStatus.Ok);
}
