using GridFlow.V1;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>Looks at the run at an even pace: the pipeline's own status, its memory, and what went in and came out.</summary>
internal sealed class Sampler(RunStage stage, TimeSpan interval, Action<Sample> onSample)
{
    // The embedded broker forgets what does not fit: what is committed must be known sooner than a long run is sampled.
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly List<Sample> _samples = [];
    private readonly Dictionary<int, long> _committed = [];
    private (double AtS, long Offered, long Sent, long Settled, long Anomalies) _before;

    /// <summary>The last status the pipeline gave.</summary>
    public GetStatusResponse? Last { get; private set; }

    /// <summary>Arrivals so far; nothing before the load has begun.</summary>
    public Func<long> Offered { get; set; } = () => 0;

    public IReadOnlyList<Sample> Samples
    {
        get
        {
            lock (_lock)
            {
                return [.. _samples];
            }
        }
    }

    /// <summary>Records below the committed positions of all partitions.</summary>
    public long Committed
    {
        get
        {
            lock (_lock)
            {
                return _committed.Values.Sum();
            }
        }
    }

    /// <summary>How many records of these ends are not committed.</summary>
    public long Unread(long[] ends)
    {
        lock (_lock)
        {
            return ends.Select((end, partition) => Math.Max(0, end - _committed.GetValueOrDefault(partition))).Sum();
        }
    }

    /// <summary>Samples until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, stage.Clock.Time);
        _before = (stage.Clock.Elapsed.TotalSeconds, Offered(), stage.Traffic.Acknowledged, Settled(Last), stage.Reader.Distinct);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var sample = Take(await LookAsync());
                lock (_lock)
                {
                    _samples.Add(sample);
                }

                onSample(sample);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Keeps what is known to be committed up to date until cancelled, from the first record on.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Watch, stage.Clock.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Asks the pipeline once.</summary>
    public async Task<GetStatusResponse?> LookAsync()
    {
        var status = await stage.Pipeline.StatusAsync();
        if (status is null)
        {
            return null;
        }

        lock (_lock)
        {
            foreach (var partition in status.Partitions)
            {
                // A partition that is being recovered does not know its position yet, and none ever goes back.
                _committed[partition.Partition] = Math.Max(_committed.GetValueOrDefault(partition.Partition), partition.Committed);
            }
        }

        Last = status;
        stage.Traffic.Committed = Committed;
        return status;
    }

    private static long Settled(GetStatusResponse? status) => status is null ? 0 : status.Conservation.Consumed - status.Conservation.InFlight;

    private Sample Take(GetStatusResponse? status)
    {
        var latency = stage.Reader.Stats.TakeInterval();
        var now = (AtS: stage.Clock.Elapsed.TotalSeconds, Offered: Offered(), Sent: stage.Traffic.Acknowledged, Settled: status is null ? _before.Settled : Settled(status), Anomalies: stage.Reader.Distinct);
        var seconds = Math.Max(0.001, now.AtS - _before.AtS);
        var sample = new Sample
        {
            AtS = Math.Round(now.AtS, 2),
            OfferedPerS = Math.Round((now.Offered - _before.Offered) / seconds),
            SentPerS = Math.Round((now.Sent - _before.Sent) / seconds),
            // A pipeline that was started anew counts from 0.
            SettledPerS = Math.Round(Math.Max(0, now.Settled - _before.Settled) / seconds),
            AnomaliesPerS = Math.Round((now.Anomalies - _before.Anomalies) / seconds),
            P50Ms = latency.P50Ms,
            P99Ms = latency.P99Ms,
            MaxMs = latency.MaxMs,
            Backlog = stage.Traffic.Backlog,
            QueueFill = status is null or { Blocks.Count: 0 } ? null : Math.Round(status.Blocks.Max(block => (double)block.QueueLength / Math.Max(1, block.QueueCapacity)), 3),
            MemoryMb = stage.Pipeline.MemoryMb is { } megabytes ? Math.Round(megabytes, 1) : null,
            MetersTracked = status?.MetersTracked ?? 0,
            PartitionsOwned = status?.Partitions.Count ?? 0,
            Consumed = status?.Conservation.Consumed ?? 0,
        };
        _before = now;
        return sample;
    }
}
