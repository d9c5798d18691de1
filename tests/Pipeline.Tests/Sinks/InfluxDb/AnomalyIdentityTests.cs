using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Detection;
using GridFlow.Readings;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Pipeline.Tests.Sinks.InfluxDb;

/// <summary>What an anomaly's id says, and where one id is said twice (docs/decisions/0012).</summary>
public sealed class AnomalyIdentityTests
{
    private const long TimeMs = 1_760_000_000_000;
    private static readonly DetectionOptions Options = new() { Window = TimeSpan.FromSeconds(10), IdleEviction = TimeSpan.FromSeconds(60), MinimumReadings = 3 };

    [Fact]
    public void Score_SameMeterAndTimeAgain_IsSaidOnce()
    {
        var rig = new DetectorRig(Options);
        Assert.Single(rig.Score(Reading(0, 0, MeterStatus.Fault)));
        Assert.Empty(rig.Score(Reading(0, 0, MeterStatus.Degraded)));
        rig.Score([.. Enumerable.Range(0, 100).Select(i => Reading(0, 11_000 + i))]);
        Assert.Empty(rig.Score(Reading(0, 0, MeterStatus.Degraded)));
        Assert.Equal((1, 1), (rig.Duplicate, rig.Late));
    }

    [Fact]
    public void Score_SameMeterAndTimeAfterTheMeterWasForgotten_IsSaidAgainUnderTheSameIdMaybeWithAnotherSeverity()
    {
        var rig = new DetectorRig(Options);
        var first = Assert.Single(rig.Score(Reading(0, 0, MeterStatus.Fault)));
        rig.Score([.. Enumerable.Range(0, 10_000).Select(i => Reading(1, 100_000 + i))]);
        Assert.Equal(1, rig.Detector.MeterCount);
        var again = Assert.Single(rig.Score(Reading(0, 0, MeterStatus.Degraded)));

        Assert.Equal(first.Type, again.Type);
        Assert.NotEqual(first.Severity, again.Severity);
        Assert.Equal(AnomalyEncoder.Id("M"u8, TimeMs, first.Type), AnomalyEncoder.Id("M"u8, TimeMs, again.Type));
    }

    private static StreamReading Reading(int meter, long timeMs, MeterStatus status = MeterStatus.Ok) =>
        new(BitConverter.GetBytes(meter), TimeMs + timeMs, 230, 5, 25, status);
}
