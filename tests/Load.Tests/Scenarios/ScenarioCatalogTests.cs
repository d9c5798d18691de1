using GridFlow.Load.Scenarios.Running;
using Xunit;

namespace GridFlow.Load.Scenarios;

public sealed class ScenarioCatalogTests
{
    [Fact]
    public void Names_All_AreThoseOfTheDocumentation()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFolder(), "docs", "load.md"));
        Assert.All(ScenarioCatalog.Names, name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Readings_EveryScenarioShortened_EndWithinAMinuteOfTheirDuration() =>
        Assert.All(ScenarioCatalog.Of(new RunOptions { Duration = TimeSpan.FromSeconds(12), Rate = 4_000, Meters = 2_000 }), scenario =>
        {
            var schedule = new LoadSchedule(scenario.Readings);
            Assert.InRange(schedule.Length, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(30));
            Assert.True(schedule.Count > 0);
        });

    [Fact]
    public void PhaseOf_Bursts_KeepsBurstsAndCalmApart()
    {
        var bursts = new BurstsScenario(new RunOptions());
        Assert.Equal(
            [null, "between", "between", "burst", null, "between"],
            new[] { 0.5, 1.5, 4.9, 5.5, 6.1, 7.2 }.Select(second => bursts.PhaseOf(TimeSpan.FromSeconds(second))));
        var schedule = new LoadSchedule(bursts.Readings);
        Assert.Equal(10, schedule.RateAt(TimeSpan.FromSeconds(5.5)) / schedule.RateAt(TimeSpan.FromSeconds(4.5)));
    }

    private static string RepositoryFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
