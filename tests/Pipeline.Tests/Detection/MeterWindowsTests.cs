using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>A meter's running sums against sums taken anew, after everything that happens to a window.</summary>
public sealed unsafe class MeterWindowsTests
{
    [Theory]
    [InlineData(StreamShape.Noise)]
    [InlineData(StreamShape.Huge)]
    public void Insert_AfterEveryReading_SumsAreThoseOfAFreshWindow(StreamShape shape)
    {
        var options = OracleTests.Options(shape, TimeSpan.FromSeconds(5), 5);
        var windows = new MeterWindows(new DetectorSettings(options));
        var meters = new MeterTable();
        var slots = new HashSet<int>();
        foreach (var r in RandomStream.Make(3, options, shape, 4, 4_000))
        {
            var slot = meters.FindOrAdd(MeterHash.Of(r.MeterId), r.MeterId);
            slots.Add(slot);
            var meter = meters[slot];
            var place = windows.Open(meter, r.TimeMs);
            if (place >= 0)
            {
                var reading = new Reading(r.TimeMs, 0, 0, 0, 0, 0, 0, r.Status, 0);
                windows.Insert(meter, place, reading, new WindowSample(r.TimeMs, r.Status, Steps(r.Voltage), Steps(r.Current), Steps(r.Temperature)));
            }

            AssertFresh(meter, options);
        }

        Assert.Equal(4, slots.Count);
    }

    [Fact]
    public void Release_AllMeters_GivesAllMemoryToTheNextSize()
    {
        var windows = new MeterWindows(new DetectorSettings(new DetectionOptions()));
        var meters = new MeterTable();
        Fill(windows, meters, count: 200, readings: 300);
        var reserved = windows.ReservedBytes;
        for (var slot = 0; slot < 200; slot++)
        {
            windows.Release(meters[slot]);
            meters.Remove(slot, MeterHash.Of(meters.IdOf(slot)));
        }

        Assert.Equal(0, meters.Count);
        Fill(windows, meters, count: 200, readings: 300);
        Assert.Equal(reserved, windows.ReservedBytes);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void Insert_WholeWindows_TakeAtMostAQuarterMoreThanTheirSamples(int perWindow)
    {
        var windows = new MeterWindows(new DetectorSettings(new DetectionOptions()));
        Fill(windows, new MeterTable(), 5_000, 3 * perWindow, 300_000 / perWindow);
        Assert.InRange(windows.ReservedBytes, 5_000L * perWindow * 16, (long)(5_000L * perWindow * 16 * 1.25) + (4 << 20));
    }

    private static void Fill(MeterWindows windows, MeterTable meters, int count, int readings, long cadenceMs = 1000)
    {
        for (var i = 0; i < readings; i++)
        {
            for (var m = 0; m < count; m++)
            {
                var id = BitConverter.GetBytes(m);
                var meter = meters[meters.FindOrAdd(MeterHash.Of(id), id)];
                var reading = new Reading(i * cadenceMs, 0, 0, 0, 0, 0, 0, MeterStatus.Ok, 0);
                windows.Insert(meter, windows.Open(meter, reading.EventTimeMs), reading, new WindowSample(reading.EventTimeMs, MeterStatus.Ok, m, i, 0));
            }
        }
    }

    private static void AssertFresh(MeterState* meter, DetectionOptions options)
    {
        var fresh = default(MeterState);
        var last = meter->NewestMs - (long)options.Window.TotalMilliseconds;
        for (var i = 0; i < meter->Count; i++)
        {
            fresh.Add(*meter->At(i));
            var time = meter->At(i)->TimeMs(meter->NewestMs);
            Assert.True(time > last, "in time order, inside the window");
            last = time;
        }

        Assert.Equal(meter->NewestMs, last);
        Assert.Equal((fresh.VoltageSum, fresh.CurrentSum, fresh.TemperatureSum), (meter->VoltageSum, meter->CurrentSum, meter->TemperatureSum));
        Assert.Equal(
            (fresh.VoltageSquares, fresh.CurrentSquares, fresh.TemperatureSquares), (meter->VoltageSquares, meter->CurrentSquares, meter->TemperatureSquares));
    }

    private static int Steps(double value) => (int)Math.Round(value * 10_000);
}
