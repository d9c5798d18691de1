using GridFlow.Load.Scenarios.Running;
using Xunit;

namespace GridFlow.Load.Scenarios;

public sealed class RampScenarioTests
{
    private static readonly RampScenario Ramp = new(new RunOptions { Duration = TimeSpan.FromSeconds(10) });

    [Fact]
    public void Kept_Saturated_IsTheLastRateBeforeIt()
    {
        Sample[] samples = [At(1, 5_000), At(2, 10_000), At(3, 15_000, p99: 300), At(4, 20_000, p99: 400), At(5, 21_000)];
        Assert.Equal(10_000, Ramp.Kept(samples, [new RunEvent(4.2, "saturated")])!.OfferedPerS);
        // Without the event the good look at its end counts.
        Assert.Equal(21_000, Ramp.Kept(samples, [new RunEvent(4.2, "something else")])!.OfferedPerS);
    }

    [Fact]
    public void Kept_OfferedButNotTaken_DoesNotCount() =>
        Assert.Equal(10_000, Ramp.Kept([At(1, 10_000), At(2, 20_000) with { SentPerS = 19_700 }], [])!.OfferedPerS);

    [Fact]
    public void Kept_BehindTheRamp_DoesNotCount() => Assert.Equal(10_000, Ramp.Kept([At(1, 10_000), At(13, 20_000)], [])!.OfferedPerS);

    [Fact]
    public void Kept_NothingKeepsTheObjective_IsNone() => Assert.Null(Ramp.Kept([At(1, 5_000, p99: 101), At(2, 6_000, p99: 0)], []));

    private static Sample At(double atS, double rate, double p99 = 50) => new() { AtS = atS, OfferedPerS = rate, SentPerS = rate, P99Ms = p99 };
}
