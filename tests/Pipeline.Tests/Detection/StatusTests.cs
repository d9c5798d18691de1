using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed class StatusTests
{
    private readonly DetectorRig _rig = new(new DetectionOptions());

    [Fact]
    public void Score_FirstReadingWithAFault_Alarms() => Assert.Equal(1, Alarms((0, MeterStatus.Fault)));

    [Fact]
    public void Score_StatusThatStays_AlarmsOnce() => Assert.Equal(1, Alarms((0, MeterStatus.Ok), (1, MeterStatus.Fault), (2, MeterStatus.Fault), (3, MeterStatus.Fault)));

    [Fact]
    public void Score_StatusThatComesBack_AlarmsAgain() =>
        Assert.Equal(3, Alarms((0, MeterStatus.Fault), (1, MeterStatus.Ok), (2, MeterStatus.Fault), (3, MeterStatus.Tamper), (4, MeterStatus.Ok)));

    [Fact]
    public void Score_SameStatusAfterTheWindowIsOver_DoesNotAlarmAgain() => Assert.Equal(1, Alarms((0, MeterStatus.Offline), (1_000, MeterStatus.Offline)));

    [Fact]
    public void Score_OutOfOrderBetweenTwoOfItsStatus_DoesNotAlarm() =>
        Assert.Equal(1, Alarms((0, MeterStatus.Fault), (10, MeterStatus.Fault), (5, MeterStatus.Fault)));

    [Fact]
    public void Score_OutOfOrderBeforeOneOfItsStatus_DoesNotAlarm() => Assert.Equal(1, Alarms((0, MeterStatus.Ok), (10, MeterStatus.Fault), (5, MeterStatus.Fault)));

    [Fact]
    public void Score_OutOfOrderBetweenOthers_AlarmsAndLeavesTheNewestStatus() =>
        Assert.Equal(2, Alarms((0, MeterStatus.Ok), (10, MeterStatus.Fault), (5, MeterStatus.Tamper), (11, MeterStatus.Fault)));

    [Theory]
    [InlineData(MeterStatus.Degraded, Severity.Warning)]
    [InlineData(MeterStatus.Fault, Severity.Critical)]
    [InlineData(MeterStatus.Offline, Severity.Error)]
    [InlineData(MeterStatus.Tamper, Severity.Critical)]
    [InlineData(MeterStatus.Unknown, Severity.Info)]
    public void Score_Status_HasItsSeverity(MeterStatus status, Severity severity)
    {
        Alarms((0, status));
        Assert.Equal(new Finding(0, AnomalyType.EquipmentFailure, severity, 0, 0, 0), Assert.Single(_rig.Findings));
    }

    private int Alarms(params (int Second, MeterStatus Status)[] readings)
    {
        _rig.Score([.. readings.Select(r => new StreamReading([1], 1_760_000_000_000 + (r.Second * 1000L), 230, 5, 25, r.Status))]);
        return _rig.Findings.Count(f => f.Type == AnomalyType.EquipmentFailure);
    }
}
