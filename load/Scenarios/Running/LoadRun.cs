using HdrHistogram;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>Does a plan: arrivals come at their times, whatever became of the ones before.</summary>
internal sealed class LoadRun(LoadPlan plan, LoadClock clock)
{
    private const long LongestUs = 3_600_000_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan AnswersLimit = TimeSpan.FromSeconds(10);

    private readonly LongHistogram _late = new(LongestUs, 3);
    private long _offered;
    private int _inFlight;

    /// <summary>Arrivals so far.</summary>
    public long Offered => Interlocked.Read(ref _offered);

    /// <summary>When the first arrival was really begun; null before. Only when the run is over.</summary>
    public TimeSpan? FirstAt { get; private set; }

    /// <summary>When the last arrival was really begun. Only when the run is over.</summary>
    public TimeSpan LastAt { get; private set; }

    /// <summary>How late arrivals were begun: when this is long, the machine that makes the load is the limit. Only when the run is over.</summary>
    public Latencies Lateness => Latencies.Of(_late);

    /// <summary>Runs to the end of the plan; when cancelled it ends early, without an exception.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            foreach (var segment in plan.Schedule.Segments)
            {
                await (segment.Copies > 0 ? KeepAsync(segment, stop) : InjectAsync(segment, stop));
            }

            var over = clock.Elapsed;
            while (Volatile.Read(ref _inFlight) > 0 && clock.Elapsed - over < AnswersLimit)
            {
                await Task.Delay(Tick, clock.Time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was measured so far counts.
        }
    }

    private async Task InjectAsync(LoadSegment segment, CancellationToken stop)
    {
        var count = segment.Count;
        for (var next = 0L; ;)
        {
            for (; next < count && segment.IntendedAt(next) is var intended && clock.Elapsed is var now && intended <= now; next++)
            {
                _late.RecordValue(Math.Min(LongestUs, (now - intended).Ticks / TimeSpan.TicksPerMicrosecond));
                FirstAt ??= now;
                LastAt = now;
                Begin(new Arrival(Interlocked.Increment(ref _offered) - 1, intended), stop);
                stop.ThrowIfCancellationRequested();
            }

            var wait = (next < count ? segment.IntendedAt(next) : segment.End) - clock.Elapsed;
            if (next == count && wait <= TimeSpan.Zero)
            {
                return;
            }

            await Task.Delay(wait > Tick ? wait : Tick, clock.Time, stop);
        }
    }

    private void Begin(Arrival arrival, CancellationToken stop)
    {
        var sending = plan.Step.SendAsync(arrival, stop);
        if (!sending.IsCompleted)
        {
            Interlocked.Increment(ref _inFlight);
            sending.ContinueWith(_ => Interlocked.Decrement(ref _inFlight), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task KeepAsync(LoadSegment segment, CancellationToken stop)
    {
        if (segment.Start - clock.Elapsed is { Ticks: > 0 } early)
        {
            await Task.Delay(early, clock.Time, stop);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = clock.Time.CreateTimer(_ => end.Cancel(), null, segment.End - clock.Elapsed, Timeout.InfiniteTimeSpan);
        await Task.WhenAll(Enumerable.Range(0, segment.Copies).Select(CopyAsync));
        stop.ThrowIfCancellationRequested();

        async Task CopyAsync(int copy)
        {
            while (!end.IsCancellationRequested)
            {
                // Closed: what it waits for decides when it begins again, so nothing is ever late.
                await plan.Step.SendAsync(new Arrival(Interlocked.Increment(ref _offered) - 1, clock.Elapsed, copy), end.Token);
                await Task.Yield();
            }
        }
    }
}
