using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Support;
using Xunit;

namespace GridFlow.Load.Scenarios;

public sealed class SteadyScenarioTests
{
    [Theory]
    [InlineData(9_899.0, 0, 1, "readings offered per second")]
    [InlineData(null, 0, 1, "readings offered per second")]
    [InlineData(9_990.0, 137, 1, "exit code of an orderly stop, the worst")]
    [InlineData(9_990.0, 0, 15, "longest orderly stop")]
    public async Task Thresholds_OneThingGoesWrong_ThatOneBreaks(double? rate, int exitCode, int tookS, string name)
    {
        await using var place = await EmbeddedPlace.StartAsync(PlaceTopics.New("test", 1));
        var measured = Sampled.Measured() with
        {
            Counts = new Counts { Anomalies = 1, AnomalyRecords = 1, Offered = 600_000, OfferedPerS = rate },
            Stops = [new PoliteStop(0, TimeSpan.FromSeconds(1)), new PoliteStop(exitCode, TimeSpan.FromSeconds(tookS))],
        };
        var broken = new SteadyScenario(new RunOptions()).Thresholds(place).Select(threshold => threshold.Judge(measured)).Where(result => !result.Held);
        Assert.Equal(name, Assert.Single(broken).Name);
    }
}
