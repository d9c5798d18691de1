using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Simulation;
using Xunit;

namespace GridFlow.Control.Demo;

public sealed class ScoreboardTests
{
    private readonly Scoreboard _scoreboard = new();

    [Theory]
    [InlineData("M-1", AnomalyType.VoltageDeviation, 1500, -12, 1)]
    [InlineData("M-1", AnomalyType.VoltageDeviation, 1500, 3.9, 0)]
    [InlineData("M-1", AnomalyType.CurrentDeviation, 1500, 12, 0)]
    [InlineData("M-1", AnomalyType.VoltageDeviation, 999, 12, 0)]
    [InlineData("M-1", AnomalyType.VoltageDeviation, 2001, 12, 0)]
    [InlineData("M-2", AnomalyType.VoltageDeviation, 1500, 12, 0)]
    public void Add_Alarm_FindsWhatItProves(string meterId, AnomalyType type, long eventTimeMs, double deviation, int found)
    {
        _scoreboard.Add(Label(AnomalyKind.Sag, "VOLTAGE_DEVIATION", "VOLTAGE_SAG"));
        _scoreboard.Add(Notices.Alarm(meterId, type: type, eventTimeMs: eventTimeMs, deviationSigma: deviation));
        _scoreboard.Add(Notices.Alarm(meterId, type: type, eventTimeMs: eventTimeMs, deviationSigma: deviation));

        Assert.Equal((1, found), (_scoreboard.Injected, _scoreboard.Found));
        Assert.Equal(1 - found, _scoreboard.Missed().Count);
    }

    [Fact]
    public void ByKind_WithoutARule_SaysSo()
    {
        _scoreboard.Add(Label(AnomalyKind.StuckSensor, "STUCK_SENSOR"));
        _scoreboard.Add(Label(AnomalyKind.StatusFailure, "EQUIPMENT_FAILURE"));
        _scoreboard.Add(Notices.Alarm("M-1", type: AnomalyType.EquipmentFailure, eventTimeMs: 1000, deviationSigma: 0));

        Assert.Equal([new KindScore(AnomalyKind.StuckSensor, 1, 0, false), new KindScore(AnomalyKind.StatusFailure, 1, 1, true)], _scoreboard.ByKind());
        Assert.Empty(_scoreboard.Missed());
    }

    private static InjectedAnomaly Label(AnomalyKind kind, params string[] expected) => new()
    {
        Id = "A-1",
        Kind = kind,
        MeterId = "M-1",
        FeederId = "F-1",
        Channel = Channel.Voltage,
        StartMs = 1000,
        EndMs = 2000,
        ExpectedTypes = expected,
        Large = true,
    };
}
