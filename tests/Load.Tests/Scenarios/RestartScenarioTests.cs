using GridFlow.Load.Scenarios.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Load.Scenarios;

public sealed class RestartScenarioTests
{
    [Fact]
    public async Task NextAsync_NothingComes_GivesUpAfterAMinute()
    {
        // Time runs on with each look.
        var time = new FakeTimeProvider();
        var clock = new LoadClock(time);
        var waiting = RestartScenario.NextAsync(() => false, clock, TestContext.Current.CancellationToken);
        await TestKit.Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return waiting.IsCompleted;
            },
            "the end of the wait");
        Assert.False(await waiting);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task NextAsync_ItHasCome_ReturnsAtOnce() =>
        Assert.True(await RestartScenario.NextAsync(() => true, new LoadClock(new FakeTimeProvider()), TestContext.Current.CancellationToken));
}
