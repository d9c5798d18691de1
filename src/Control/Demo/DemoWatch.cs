using GridFlow.Detection;
using GridFlow.Sinks.Live;

namespace GridFlow.Control.Demo;

/// <summary>Follows the live feed for the screen and the scoreboard.</summary>
internal sealed class DemoWatch : IDisposable
{
    private const int Remembered = 16;

    // Alarms of WARNING and above are rare; a queue of this size is never full unless the machine stands still.
    private const int Capacity = 200_000;

    private readonly LiveSubscription _subscription;
    private readonly Scoreboard _scoreboard;
    private readonly Action<AnomalyNotice> _onAlarm;
    private readonly Lock _lock = new();
    private readonly Queue<AnomalyNotice> _last = new();
    private long _seen;

    /// <param name="feed">Delivered anomalies.</param>
    /// <param name="scoreboard">Is told of each.</param>
    /// <param name="onAlarm">Is told of those of WARNING and above.</param>
    public DemoWatch(LiveFeed feed, Scoreboard scoreboard, Action<AnomalyNotice> onAlarm)
    {
        _subscription = feed.Subscribe(notice => notice.Severity >= Severity.Warning || Scoreboard.IsClear(notice), Capacity);
        _scoreboard = scoreboard;
        _onAlarm = onAlarm;
    }

    /// <summary>Alarms of WARNING and above so far, missed ones included.</summary>
    public long Seen => Interlocked.Read(ref _seen) + _subscription.Missed;

    /// <summary>The last alarms of WARNING and above, newest first.</summary>
    public IReadOnlyList<AnomalyNotice> Last
    {
        get
        {
            lock (_lock)
            {
                return [.. _last.Reverse()];
            }
        }
    }

    /// <summary>Follows until cancelled, then returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var next in _subscription.ReadAllAsync(stop))
            {
                if (next.Anomaly is { } notice)
                {
                    Take(notice);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The demo ends.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private void Take(AnomalyNotice notice)
    {
        _scoreboard.Add(notice);
        if (notice.Severity < Severity.Warning)
        {
            return;
        }

        lock (_lock)
        {
            _last.Enqueue(notice);
            if (_last.Count > Remembered)
            {
                _last.Dequeue();
            }
        }

        _onAlarm(notice);
        Interlocked.Increment(ref _seen);
    }
}
