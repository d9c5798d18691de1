using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Support;
using Xunit;

namespace GridFlow.Load.Scenarios;

/// <summary>Apart from <see cref="ScenarioRunTests"/>, so that both run at once.</summary>
public sealed class ScenarioInterruptTests
{
    [Fact(Timeout = 180_000)]
    public async Task RunAsync_Interrupted_EndsSoonWithWhatWasMeasured()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var options = new RunOptions { Duration = TimeSpan.FromHours(1), Rate = 500, Meters = 100 };
        var screen = new RecordingScreen(sample =>
        {
            if (sample.AtS >= 1.5)
            {
                stop.Cancel();
            }
        });

        var result = await new ScenarioRun(new SteadyScenario(options), options, TimeProvider.System, screen).RunAsync(stop.Token);

        Assert.True(result.Interrupted);
        Assert.InRange(result.Counts.Offered, 500, 100_000);
        Assert.True(result.Steps.Single().Ok > 0);
    }
}
