using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Support;
using Xunit;

namespace GridFlow.Load.Scenarios;

/// <summary>Scenarios against the program itself, on the embedded broker. Latency is not asked for: other tests run on the same machine.</summary>
public sealed class ScenarioRunTests
{
    private static readonly RunOptions Short = new() { Duration = TimeSpan.FromSeconds(3), Rate = 500, Meters = 100, ObjectiveMs = 30_000 };

    [Fact(Timeout = 180_000)]
    public async Task RunAsync_Poison_HoldsEveryThresholdAndCountsEveryRecord()
    {
        var screen = new RecordingScreen();
        var result = await new ScenarioRun(new PoisonScenario(Short), Short, TimeProvider.System, screen).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(result.Held, string.Join('\n', result.Thresholds));
        Assert.False(result.Interrupted);
        Assert.Equal(1_500, result.Counts.Offered);
        Assert.InRange(result.Counts.OfferedPerS!.Value, 100, 510);
        // One in a hundred of the load and of the 3 s of warm-up before it.
        Assert.Equal((30, 30), (result.Counts.Poison, result.Counts.DeadLetters));
        Assert.Equal(0, result.Counts.Unread);
        var anomaly = Assert.Single(result.Steps, step => step.Name == Scenario.Anomaly);
        Assert.InRange(anomaly.Ok, 10, 500);
        Assert.True(result.Samples.Count >= 6);
        Assert.Contains(result.Samples, sample => sample is { MemoryMb: > 20, PartitionsOwned: 4, OfferedPerS: > 100 });
        Assert.NotEmpty(screen.Samples);
    }
}
