using System.Runtime.CompilerServices;

namespace GridFlow.Sinks.Live;

/// <summary>One reader of the live feed: a bounded queue that forgets, counts what it forgot, and says so in order.</summary>
/// <remarks>
/// Once the queue has overflowed nothing more is queued until the reader has emptied it and been told of the gap. So a gap stands exactly where
/// the missing anomalies would stand.
/// </remarks>
public sealed class LiveSubscription : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<AnomalyNotice> _queue = new();
    private readonly SemaphoreSlim _available = new(0, 1);
    private readonly Func<AnomalyNotice, bool>? _filter;
    private readonly int _capacity;
    private readonly Action<LiveSubscription> _onDispose;
    private LiveGap? _gap;

    internal LiveSubscription(Func<AnomalyNotice, bool>? filter, int capacity, Action<LiveSubscription> onDispose)
    {
        _filter = filter;
        _capacity = capacity;
        _onDispose = onDispose;
    }

    /// <summary>Anomalies this reader has missed so far.</summary>
    public long Missed { get; private set; }

    /// <summary>Anomalies and gaps in order, until cancelled. One reader at a time.</summary>
    public async IAsyncEnumerable<LiveEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await _available.WaitAsync(cancellationToken);
            while (TryTake(out var next))
            {
                yield return next;
            }
        }
    }

    /// <summary>Ends the subscription.</summary>
    public void Dispose() => _onDispose(this);

    /// <summary>Queues or counts one anomaly; never waits.</summary>
    internal void Offer(AnomalyNotice notice)
    {
        if (_filter is not null && !_filter(notice))
        {
            return;
        }

        lock (_lock)
        {
            if (_gap is not null || _queue.Count == _capacity)
            {
                Missed++;
                _gap = _gap is null
                    ? new LiveGap(1, notice.DetectedAtMs, notice.DetectedAtMs)
                    : _gap with { Missed = _gap.Missed + 1, LastDetectedAtMs = notice.DetectedAtMs };
            }
            else
            {
                _queue.Enqueue(notice);
            }

            if (_available.CurrentCount == 0)
            {
                _available.Release();
            }
        }
    }

    private bool TryTake(out LiveEvent next)
    {
        lock (_lock)
        {
            if (_queue.TryDequeue(out var notice))
            {
                next = new LiveEvent(notice, null);
                return true;
            }

            next = new LiveEvent(null, _gap);
            _gap = null;
            return next.Gap is not null;
        }
    }
}
