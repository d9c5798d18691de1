using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Scenarios.Traffic;
using GridFlow.Simulation;
using Xunit;

namespace GridFlow.Load.Scenarios.Running;

public sealed class ReadingLoadsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private readonly LoadClock _clock = new(TimeProvider.System);

    [Fact]
    public async Task Offered_TwoLoadsOfReadingsAndCalls_AreThoseOfBothWithoutTheCalls()
    {
        // Nothing may wait, so every arrival is refused.
        using var traffic = new ReadingTraffic(PlaceTopics.New("test", 1, "127.0.0.1:1"), 1, mostBacklog: 0);
        LoadPlan[] plans =
        [
            new(new ReadingStep("reading", traffic, _clock, new SimulationOptions { Meters = 10 }), LoadSimulation.Inject(100, Short)),
            new(new CallStep("call", _clock, (_, _) => Task.FromResult<string?>(null)), LoadSimulation.Inject(50, Short)),
            new(new ReadingStep("new meter", traffic, _clock, new SimulationOptions { Meters = 10 }), LoadSimulation.Inject(200, Short)),
        ];
        var loads = plans.Select(plan => (Plan: plan, Run: new LoadRun(plan, _clock))).ToList();
        _clock.Begin();
        await Task.WhenAll(loads.Select(load => load.Run.RunAsync(TestContext.Current.CancellationToken)));

        var readings = new ReadingLoads(loads);
        Assert.Equal((60, 60, 60), (readings.Offered, readings.Refused, readings.Speaking));
        Assert.Equal(["reading", "call", "new meter"], loads.SelectMany(load => LoadNotes.Of(load.Plan.Step, load.Run)).Where(note => note.Contains("begun late", StringComparison.Ordinal)).Select(note => note.Split(':')[0]));
        Assert.Contains(loads.SelectMany(load => LoadNotes.Of(load.Plan.Step, load.Run)), note => note.StartsWith("new meter: 40 × 0 records wait", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PerSecond_GeneratorFallsBehind_IsLessThanMeant()
    {
        using var traffic = new ReadingTraffic(PlaceTopics.New("test", 1, "127.0.0.1:1"), 1, mostBacklog: 0);
        var plan = new LoadPlan(new ReadingStep("reading", traffic, _clock, new SimulationOptions { Meters = 10 }), LoadSimulation.Inject(1_000, Short));
        var run = new LoadRun(plan, _clock);
        Assert.Null(new ReadingLoads([(plan, run)]).PerSecond);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(2) };
        var slow = new LoadClock(time);
        slow.Begin();
        run = new LoadRun(plan, slow);
        // Each look at this clock takes 2 ms, so an arrival a millisecond cannot be kept up.
        await run.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TestKit.Eventually.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(200, run.Offered);
        Assert.InRange(new ReadingLoads([(plan, run)]).PerSecond!.Value, 100, 700);
    }

    [Fact]
    public async Task Send_FromTwoThreads_CountsEveryRecord()
    {
        using var traffic = new ReadingTraffic(PlaceTopics.New("test", 1, "127.0.0.1:1"), 1, long.MaxValue);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                traffic.SendPoison("M-1");
            }
        })));
        Assert.Equal((40_000, 40_000), (traffic.Sent, traffic.PoisonSent));
    }
}
