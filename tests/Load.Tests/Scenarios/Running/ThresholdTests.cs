using GridFlow.Load.Support;
using Xunit;

namespace GridFlow.Load.Scenarios.Running;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData(99.9, true)]
    [InlineData(100, true)]
    [InlineData(100.1, false)]
    public void Judge_Most_HoldsUpToTheLimit(double value, bool held) => Assert.Equal(held, Threshold.Most("x", 100, "ms", _ => value).Judge(Sampled.Measured()).Held);

    [Theory]
    [InlineData(99.9, false)]
    [InlineData(100, true)]
    public void Judge_Least_HoldsFromTheLimitOn(double value, bool held) => Assert.Equal(held, Threshold.Least("x", 100, "/s", _ => value).Judge(Sampled.Measured()).Held);

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Judge_NothingMeasured_IsBrokenBothWays(double? value)
    {
        var most = Threshold.Most("x", 1, "", _ => value).Judge(Sampled.Measured());
        Assert.Equal((false, "not measured"), (most.Held, most.ValueText));
        Assert.False(Threshold.Least("x", 1, "", _ => value).Judge(Sampled.Measured()).Held);
    }

    [Fact]
    public void Judge_Always_SaysLimitAndValueWithUnit()
    {
        var result = Threshold.Most("p99", 100, "ms", _ => 12_345.678).Judge(Sampled.Measured());
        Assert.Equal(("at most 100 ms", "12,346 ms", 12_345.678), (result.LimitText, result.ValueText, result.Value));
    }
}
