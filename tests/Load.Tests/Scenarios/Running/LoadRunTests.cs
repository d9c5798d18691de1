using GridFlow.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Load.Scenarios.Running;

public sealed class LoadRunTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly LoadClock _clock;

    public LoadRunTests() => _clock = new LoadClock(_time);

    [Fact]
    public async Task RunAsync_InjectPauseRamp_BeginsEveryArrivalAtItsTimeAndOnce()
    {
        var step = new RecordingStep(_clock);
        var plan = new LoadPlan(step, LoadSimulation.Inject(100, Second), LoadSimulation.Pause(Second), LoadSimulation.RampingInject(50, 2 * Second));

        var run = await RunAsync(plan, null, TestContext.Current.CancellationToken);

        var intended = plan.Schedule.Segments.SelectMany(segment => Enumerable.Range(0, (int)segment.Count).Select(index => segment.IntendedAt(index))).ToList();
        Assert.Equal(150, intended.Count);
        Assert.Equal(intended, step.Begun.Select(begun => begun.Arrival.Intended));
        Assert.Equal(Enumerable.Range(0, 150).Select(index => (long)index), step.Begun.Select(begun => begun.Arrival.Index));
        // Never before its time, and at the first tick after it.
        Assert.All(step.Begun, begun => Assert.InRange(begun.At - begun.Arrival.Intended, TimeSpan.Zero, 2 * Tick));
        Assert.Equal(150, run.Offered);
        Assert.InRange(_clock.Elapsed, 4 * Second, (4 * Second) + (5 * Tick));
    }

    [Fact]
    public async Task RunAsync_AnswersNeverCome_ArrivalsDoNotWait()
    {
        var step = new CallStep("call", _clock, async (_, stop) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stop);
            return null;
        });

        using var stop = new CancellationTokenSource();
        var run = await RunAsync(new LoadPlan(step, LoadSimulation.Inject(200, Second)), stop.Cancel, stop.Token);

        Assert.Equal(200, run.Offered);
        Assert.Equal((0, 0), (step.Stats.Ok, step.Stats.Failed));
    }

    [Fact]
    public async Task RunAsync_TargetStallsForASecond_TheStallIsInThePercentiles()
    {
        // 100/s for 10 s, answered at once but for the 500th, during which the whole second after it should have come.
        var step = new StallingStep(_clock, at: 500, stall: () => _time.Advance(Second));

        await RunAsync(new LoadPlan(step, LoadSimulation.Inject(100, 10 * Second)), null, TestContext.Current.CancellationToken);

        var latency = step.Stats.Result().Latency;
        Assert.Equal(1_000, latency.Count);
        Assert.InRange(latency.P50Ms, 0, 2);
        // The 100 that were meant to come in that second waited 10 ms to 1 s, evenly: coordinated omission would show one of 1,000.
        Assert.InRange(latency.P90Ms, 0, 15);
        Assert.InRange(latency.P99Ms, 890, 925);
        Assert.InRange(latency.P999Ms, 985, 1_005);
        Assert.InRange(latency.MaxMs, 998, 1_005);
        Assert.InRange(Histogram(step, from: 900), 9, 12);
    }

    [Fact]
    public async Task RunAsync_KeepConstant_BeginsTheNextWhenTheLastIsAnswered()
    {
        var (begun, inFlight, most) = (0, 0, 0);
        var step = new CallStep("call", _clock, async (_, stop) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            Interlocked.Increment(ref begun);
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, stop);
            Interlocked.Decrement(ref inFlight);
            return null;
        });

        _clock.Begin();
        var running = new LoadRun(new LoadPlan(step, LoadSimulation.KeepConstant(5, 2 * Second)), _clock).RunAsync(TestContext.Current.CancellationToken);
        for (var round = 1; round < 20; round++)
        {
            var expected = 5 * round;
            await Eventually.TrueAsync(() => Volatile.Read(ref begun) == expected, $"{expected} calls");
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await Eventually.TrueAsync(() => Volatile.Read(ref begun) == 100, "the last round");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await running.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(5, most);
        // Those of the last round are answered at the very end, or given up.
        Assert.InRange(step.Stats.Ok, 95, 100);
        Assert.Equal(0, step.Stats.Failed);
        Assert.Equal(100, step.Stats.Result().Latency.P50Ms, 0.1);
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsEarlyWithWhatWasMeasured()
    {
        using var stop = new CancellationTokenSource();
        var step = new RecordingStep(_clock, arrival =>
        {
            if (arrival.Index == 49)
            {
                stop.Cancel();
            }
        });

        var run = await RunAsync(new LoadPlan(step, LoadSimulation.Inject(100, TimeSpan.FromHours(1))), null, stop.Token);

        Assert.Equal(50, run.Offered);
        Assert.InRange(_clock.Elapsed, TimeSpan.FromMilliseconds(490), TimeSpan.FromMilliseconds(520));
    }

    [Fact]
    public async Task SendAsync_MoreInFlightThanBorne_CountsThemAsFailed()
    {
        var answer = new TaskCompletionSource<string?>();
        var step = new CallStep("call", _clock, (_, _) => answer.Task, mostInFlight: 2);
        var sending = Enumerable.Range(0, 5).Select(index => step.SendAsync(new Arrival(index, TimeSpan.Zero), CancellationToken.None)).ToList();
        answer.SetResult(null);
        await Task.WhenAll(sending);
        Assert.Equal((2, 3), (step.Stats.Ok, step.Stats.Failed));
        Assert.Equal("more than 2 in flight", Assert.Single(step.Stats.Result().Failures).Key);
    }

    [Fact]
    public async Task SendAsync_CallThrows_IsAFailureWithItsName()
    {
        var step = new CallStep("call", _clock, (_, _) => throw new InvalidOperationException());
        await step.SendAsync(default, CancellationToken.None);
        Assert.Equal(1, step.Stats.Result().Failures["InvalidOperationException"]);
    }

    private static double Histogram(StallingStep step, double from) => step.Latencies.Count(latency => latency.TotalMilliseconds >= from);

    private async Task<LoadRun> RunAsync(LoadPlan plan, Action? over, CancellationToken stop)
    {
        _clock.Begin();
        var run = new LoadRun(plan, _clock);
        var running = run.RunAsync(stop);
        while (!running.IsCompleted)
        {
            if (_clock.Elapsed > plan.Schedule.Length + (100 * Tick))
            {
                over?.Invoke();
            }

            // Continuations of a timer may run elsewhere: they are given the time to.
            _time.Advance(Tick);
            await Task.Yield();
            await Eventually.TrueAsync(() => running.IsCompleted || run.Offered >= Due(plan), $"{Due(plan)} arrivals at {_clock.Elapsed}, {run.Offered} have come");
        }

        await running;
        return run;
    }

    /// <summary>Arrivals that must have begun by now, with a tick for the timer.</summary>
    private long Due(LoadPlan plan)
    {
        var now = _clock.Elapsed - (2 * Tick);
        return plan.Schedule.Segments.Where(segment => segment.Start <= now).Sum(segment =>
            segment.End <= now ? segment.Count : Enumerable.Range(0, (int)Math.Min(segment.Count, 2_000)).LongCount(index => segment.IntendedAt(index) <= now));
    }

    private sealed class RecordingStep(LoadClock clock, Action<Arrival>? onArrival = null) : IStep
    {
        public List<(Arrival Arrival, TimeSpan At)> Begun { get; } = [];

        public StepStats Stats { get; } = new("recording");

        public Task SendAsync(Arrival arrival, CancellationToken stop)
        {
            Begun.Add((arrival, clock.Elapsed));
            onArrival?.Invoke(arrival);
            return Task.CompletedTask;
        }
    }

    private sealed class StallingStep(LoadClock clock, long at, Action stall) : IStep
    {
        public List<TimeSpan> Latencies { get; } = [];

        public StepStats Stats { get; } = new("stalling");

        public Task SendAsync(Arrival arrival, CancellationToken stop)
        {
            if (arrival.Index == at)
            {
                stall();
            }

            Latencies.Add(clock.Elapsed - arrival.Intended);
            Stats.Answered(arrival, clock.Elapsed);
            return Task.CompletedTask;
        }
    }
}
