using CsCheck;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Simulation;

public sealed class GridSimulatorTests
{
    private static readonly Gen<SimulationOptions> AnyOptions =
        from meters in Gen.Int[1, 200]
        from perMeter in Gen.Double[0.01, 1_000]
        from seed in Gen.Long
        from anomalyRate in Gen.Double[0, 0.2]
        from startMs in Gen.Long[0, 2_000_000_000_000]
        select new SimulationOptions { Meters = meters, EventRate = Math.Max(0.001, meters * perMeter), Seed = seed, AnomalyRate = anomalyRate, StartMs = startMs };

    [Fact]
    public void TryTake_SameOptions_SameBytesAndLabels()
    {
        var first = SimulatedStream.Run(SimulatedStream.Small, 30_000);
        var second = SimulatedStream.Run(SimulatedStream.Small, 30_000);
        Assert.Equal(first.Encode(), second.Encode());
        Assert.Equal(first.Labels.Select(LabelWriter.ToJson), second.Labels.Select(LabelWriter.ToJson));
        Assert.NotEmpty(first.Labels);
    }

    [Fact]
    public void TryTake_OtherSeed_OtherBytes() =>
        Assert.NotEqual(SimulatedStream.Run(SimulatedStream.Small, 100).Encode(), SimulatedStream.Run(SimulatedStream.Small with { Seed = 2 }, 100).Encode());

    [Fact]
    public void TryTake_WithoutAnomalies_NoiseStaysTheSame()
    {
        var with = SimulatedStream.Run(SimulatedStream.Small, 20_000);
        var without = SimulatedStream.Run(SimulatedStream.Small with { AnomalyRate = 0 }, 20_000);
        Assert.Empty(without.Labels);
        Assert.Equal(20_000, without.Readings.Count);
        var touched = with.Labels.Select(label => label.MeterId).ToHashSet();
        Assert.Equal(without.Readings.Where(r => !touched.Contains(r.MeterId)), with.Readings.Where(r => !touched.Contains(r.MeterId)));
    }

    [Fact]
    public void TryTake_AnyOptions_MeterTimesRiseAndSlotsAreEven() => AnyOptions.Sample(options =>
    {
        var simulator = new GridSimulator(options);
        var last = new Dictionary<string, long>();
        for (var slot = 0; slot < 3_000; slot++)
        {
            Assert.True(simulator.TryPeek(out var eventTimeMs));
            Assert.InRange(eventTimeMs - options.StartMs - (slot * 1_000 / options.EventRate), -0.51 - (slot * 1e-6), 0.51 + (slot * 1e-6));
            if (simulator.TryTake(out var reading))
            {
                Assert.Equal(eventTimeMs, reading.EventTimeMs);
                Assert.True(reading.EventTimeMs > last.GetValueOrDefault(reading.MeterId, long.MinValue));
                Assert.True(reading.CurrentA >= 0);
                last[reading.MeterId] = reading.EventTimeMs;
            }
        }
    }, iter: 60);

    [Fact]
    public void TryTake_FirstRound_NamesMetersAndFeeders()
    {
        var readings = SimulatedStream.Run(new SimulationOptions { AnomalyRate = 0 }, 1_000).Readings;
        Assert.Equal(("M-0001", "F-01"), (readings[0].MeterId, readings[0].FeederId));
        Assert.Equal(("M-0421", "F-09"), (readings[420].MeterId, readings[420].FeederId));
        Assert.Equal(("M-1000", "F-20"), (readings[999].MeterId, readings[999].FeederId));
        Assert.All(readings, reading => Assert.Equal(MeterStatus.Ok, reading.Status));
    }

    [Fact]
    public void TryTake_ManyReadings_AllocatesNothing()
    {
        var simulator = new GridSimulator(new SimulationOptions { AnomalyRate = 0 });
        for (var slot = 0; slot < 10_000; slot++)
        {
            simulator.TryTake(out _);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var slot = 0; slot < 100_000; slot++)
        {
            simulator.TryTake(out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void TryTake_OneFeeder_VoltagesOfItsMetersMoveTogether()
    {
        // Minute means of two meters over six hours: the noise is gone, the shared wander and drop remain.
        var readings = SimulatedStream.Run(new SimulationOptions { Meters = 2, EventRate = 2, Feeders = 1, AnomalyRate = 0 }, 6 * 3_600 * 2).Readings;
        var minutes = readings.GroupBy(r => r.EventTimeMs / 60_000)
            .Select(minute => minute.GroupBy(r => r.MeterId).OrderBy(m => m.Key).Select(m => m.Average(r => r.VoltageV)).ToArray()).ToArray();
        var differences = minutes.Select(m => m[0] - m[1]).ToArray();
        Assert.True(differences.Max() - differences.Min() < (minutes.Max(m => m[0]) - minutes.Min(m => m[0])) / 1.5);
    }

    [Fact]
    public void Constructor_BadOptions_NamesEveryFault()
    {
        var error = Assert.Throws<ArgumentException>(() => new GridSimulator(new SimulationOptions { Meters = 0, EventRate = -1, AnomalyRate = 2 }));
        Assert.Contains("meters is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("event rate is -1", error.Message, StringComparison.Ordinal);
        Assert.Contains("anomaly rate is 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_MoreThanOneReadingPerMsAndMeter_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new GridSimulator(new SimulationOptions { Meters = 10, EventRate = 10_001 }));
}
