using GridFlow.Sinks.Live;

namespace GridFlow.Control.Services.Anomalies.Feed;

/// <summary>One reader of the shared feed: a bounded queue that forgets, and says in order what it forgot and where it can be fetched.</summary>
/// <remarks>
/// Once the queue has overflowed nothing more is queued until the reader has emptied it and been told of the gap. So a gap stands exactly where the missing
/// anomalies would stand, and is one stretch of the stream.
/// </remarks>
internal sealed class FeedSubscription(AnomalyFeed feed, Func<AnomalyNotice, bool> filter, int capacity) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<FeedEvent> _queue = new();
    private readonly SemaphoreSlim _available = new(0, 1);
    private FeedGap? _gap;
    private Exception? _end;

    /// <summary>Whether everything that it was offered has been taken.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count == 0 && _gap is null && _end is null;
            }
        }
    }

    /// <summary>Ends when there may be something to take. One wait at a time.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _available.WaitAsync(cancellationToken);

    /// <summary>Takes what is there, in order; empty when nothing is.</summary>
    /// <exception cref="Exception">What the feed has ended with, once everything in front of it has been taken.</exception>
    public IReadOnlyList<FeedEvent> Take(int most)
    {
        var taken = new List<FeedEvent>();
        lock (_lock)
        {
            while (taken.Count < most && _queue.TryDequeue(out var next))
            {
                taken.Add(next);
            }

            if (taken.Count < most && _gap is { } gap)
            {
                taken.Add(new FeedEvent(null, gap));
                _gap = null;
            }

            return taken.Count > 0 || _end is null ? taken : throw _end;
        }
    }

    public void Dispose() => feed.Leave(this);

    /// <summary>Queues what it wants, or counts it; never waits.</summary>
    internal void Offer(IReadOnlyList<FeedItem> items)
    {
        lock (_lock)
        {
            foreach (var item in items)
            {
                if (filter(item.Notice))
                {
                    Add(item);
                }
            }

            WakeIfAny();
        }
    }

    /// <summary>Queues word of what Kafka has lost.</summary>
    internal void Offer(FeedGap lost)
    {
        lock (_lock)
        {
            if (_gap is { } gap)
            {
                // Who fetches this gap is told then that a part of it is lost.
                _gap = gap with { Until = lost.Until };
            }
            else
            {
                _queue.Enqueue(new FeedEvent(null, lost));
            }

            WakeIfAny();
        }
    }

    internal void End(Exception reason)
    {
        lock (_lock)
        {
            _end = reason;
            WakeIfAny();
        }
    }

    private void Add(FeedItem item)
    {
        if (_gap is null && _queue.Count < capacity)
        {
            _queue.Enqueue(new FeedEvent(item, null));
            return;
        }

        var at = item.Notice.DetectedAtMs;
        _gap = _gap is null
            ? new FeedGap(item.Before, item.After, 1, at, at, IsLost: false)
            : _gap with { Until = item.After, Missed = _gap.Missed + 1, LastDetectedAtMs = at };
    }

    private void WakeIfAny()
    {
        if ((_queue.Count > 0 || _gap is not null || _end is not null) && _available.CurrentCount == 0)
        {
            _available.Release();
        }
    }
}
