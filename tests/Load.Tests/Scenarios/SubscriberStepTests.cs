using GridFlow.Load.Scenarios.Running;
using Xunit;

namespace GridFlow.Load.Scenarios;

public sealed class SubscriberStepTests
{
    [Fact]
    public async Task SendAsync_SubscriptionsFail_EachIsCountedOnceUnderItsOwnReason()
    {
        var stats = new StepStats("subscriber");
        var outcomes = new Queue<Func<string?>>([() => "Unavailable", () => null, () => throw new InvalidDataException(), () => "ended", () => "Unavailable"]);
        var step = new SubscriberStep(stats, (_, _) => Task.FromResult(outcomes.Dequeue()()));
        for (var i = 0; i < 5; i++)
        {
            await step.SendAsync(default, CancellationToken.None);
        }

        Assert.Equal(
            new Dictionary<string, long> { ["Unavailable"] = 2, ["InvalidDataException"] = 1, ["ended"] = 1 },
            new Dictionary<string, long>(stats.Result().Failures));
    }

    [Fact]
    public async Task RunAsync_KeepConstant_EachCopyKeepsItsNumber()
    {
        var clock = new LoadClock(TimeProvider.System);
        var begun = new System.Collections.Concurrent.ConcurrentBag<int>();
        var step = new SubscriberStep(new StepStats("x"), async (arrival, stop) =>
        {
            begun.Add(arrival.Copy);
            // The first goes on, the others begin again and again.
            await Task.Delay(arrival.Copy == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(5), TimeProvider.System, stop);
            return null;
        });
        clock.Begin();
        await new LoadRun(new LoadPlan(step, LoadSimulation.KeepConstant(3, TimeSpan.FromMilliseconds(300))), clock).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2], begun.Distinct().Order());
        Assert.Single(begun, 0);
        Assert.True(begun.Count > 5);
    }
}
