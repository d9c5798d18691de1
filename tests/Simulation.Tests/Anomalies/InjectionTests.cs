using GridFlow.Readings;
using Xunit;

namespace GridFlow.Simulation.Anomalies;

public sealed class InjectionTests
{
    private const long WindowMs = 300_000;

    public static TheoryData<AnomalyKind> Kinds => [.. Enum.GetValues<AnomalyKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TryTake_OneKind_ShowsInTheReadingsAsLabelled(AnomalyKind kind)
    {
        var options = SimulatedStream.Small with { Kinds = [kind], AnomalyRate = 0.001, QuietUntilMs = SimulatedStream.Small.StartMs + WindowMs };
        var stream = SimulatedStream.Run(options, 100 * 900);
        var clean = SimulatedStream.Run(options with { AnomalyRate = 0 }, 100 * 900).Readings.ToDictionary(r => (r.MeterId, r.EventTimeMs));
        Assert.NotEmpty(stream.Labels);
        foreach (var label in stream.Labels.Where(label => label.EndMs < stream.Readings[^1].EventTimeMs))
        {
            Assert.Equal(kind, label.Kind);
            Assert.Equal(kind is not (AnomalyKind.StuckSensor or AnomalyKind.Silence), label.Large);
            Assert.True(label.StartMs >= options.QuietUntilMs);
            var affected = stream.During(label);
            Assert.Equal(kind == AnomalyKind.Silence ? 0 : ((label.EndMs - label.StartMs) / 1_000) + 1, affected.Count);
            var before = stream.LastBefore(label);
            Assert.All(affected, (reading, index) => AssertShows(label, reading, clean[(reading.MeterId, reading.EventTimeMs)], before, index));
        }
    }

    [Fact]
    public void TryTake_ManyAnomalies_OneAtATimeAndAWindowApart()
    {
        var labels = SimulatedStream.Run(SimulatedStream.Small with { AnomalyRate = 0.1 }, 100 * 1_800).Labels;
        Assert.True(labels.Count > 200);
        foreach (var meter in labels.GroupBy(label => label.MeterId))
        {
            Assert.All(meter.Zip(meter.Skip(1)), pair => Assert.True(pair.Second.StartMs >= pair.First.EndMs + WindowMs));
        }
    }

    [Fact]
    public void TryTake_FirstEightAnomalies_AreOneOfEachKind() =>
        Assert.Equal(Enum.GetValues<AnomalyKind>(), SimulatedStream.Run(SimulatedStream.Small, 20_000).Labels.Take(8).Select(label => label.Kind).Order());

    [Fact]
    public void TryTake_DefaultRate_OneEveryFewSeconds() =>
        Assert.InRange(SimulatedStream.Run(new SimulationOptions(), 600_000).Labels.Count, 140, 220);

    [Fact]
    public void TryTake_BeforeTheWindowIsFull_DeviationsAreNotCalledLarge()
    {
        var early = SimulatedStream.Run(SimulatedStream.Small, 100 * 30).Labels;
        Assert.NotEmpty(early);
        Assert.All(early, label => Assert.Equal(label.Kind == AnomalyKind.StatusFailure, label.Large));
    }

    private static void AssertShows(InjectedAnomaly label, SensorReading reading, SensorReading clean, SensorReading before, int index)
    {
        var changeV = reading.VoltageV - clean.VoltageV;
        var changeA = reading.CurrentA - clean.CurrentA;
        var changeC = reading.TemperatureC - clean.TemperatureC;
        switch (label.Kind)
        {
            case AnomalyKind.Sag:
                Assert.InRange(reading.VoltageV, 150, 207);
                Assert.Contains("VOLTAGE_SAG", label.ExpectedTypes);
                break;
            case AnomalyKind.Swell:
                Assert.InRange(reading.VoltageV, 253, 285);
                Assert.Contains("VOLTAGE_SWELL", label.ExpectedTypes);
                break;
            case AnomalyKind.StuckSensor:
                Assert.Equal(["STUCK_SENSOR"], label.ExpectedTypes);
                Assert.Equal(ValueOf(before, label.Channel), ValueOf(reading, label.Channel));
                return;
            case AnomalyKind.StatusFailure:
                Assert.Equal(["EQUIPMENT_FAILURE"], label.ExpectedTypes);
                Assert.Equal(label.Status, reading.Status);
                Assert.NotEqual(MeterStatus.Ok, reading.Status);
                Assert.Equal(clean, reading with { Status = MeterStatus.Ok });
                return;
            case AnomalyKind.Overheating:
                Assert.InRange(changeC, index == 0 ? 5.9 : index == 1 ? 10.4 : 14.9, 35.1);
                break;
        }

        Assert.True(label.OnsetSigmas >= 10);
        Assert.Equal(label.Kind == AnomalyKind.Spike, label.StartMs == label.EndMs);
        var (change, type) = label.Channel switch
        {
            Channel.Voltage => (changeV, "VOLTAGE_DEVIATION"),
            Channel.Current => (changeA, "CURRENT_DEVIATION"),
            _ => (changeC, "TEMPERATURE_DEVIATION"),
        };
        Assert.Equal(type, label.ExpectedTypes[0]);
        Assert.Equal(label.Kind == AnomalyKind.Overheating ? change : label.Magnitude!.Value, change, 0.0151);
    }

    private static double ValueOf(SensorReading reading, Channel channel) => channel switch
    {
        Channel.Voltage => reading.VoltageV,
        Channel.Current => reading.CurrentA,
        _ => reading.TemperatureC,
    };
}
