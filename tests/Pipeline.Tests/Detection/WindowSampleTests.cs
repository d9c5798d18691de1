using CsCheck;
using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed class WindowSampleTests
{
    [Fact]
    public void TimeMs_AnyTimeInsideADayOfTheNewest_IsTheTime() =>
        Gen.Select(Gen.Long[0, 253_402_300_799_999], Gen.Long[0, 86_400_000], Gen.Int[0, 5], Gen.Int).Sample((newest, age, status, value) =>
        {
            var time = newest - age;
            var sample = new WindowSample(time, (MeterStatus)status, value, -value, value / 2);
            return sample.TimeMs(newest) == time && sample.Status == (MeterStatus)status && sample.Voltage == value;
        });

    [Fact]
    public unsafe void Size_OfASample_IsSixteenBytes() => Assert.Equal(16, sizeof(WindowSample));

    [Fact]
    public unsafe void Size_OfAMetersState_IsTwoCacheLinesAndAHalfAtMost() => Assert.InRange(sizeof(MeterState), 1, 160);
}
