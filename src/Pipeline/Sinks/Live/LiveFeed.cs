using System.Collections.Immutable;

namespace GridFlow.Sinks.Live;

/// <summary>Hands delivered anomalies to people who watch. Lossy on purpose: the pipeline never waits for a subscriber.</summary>
public sealed class LiveFeed
{
    private ImmutableArray<LiveSubscription> _subscriptions = [];
    private long _gaps;

    /// <summary>Readers at the moment.</summary>
    public int SubscriberCount => _subscriptions.Length;

    /// <summary>Anomalies that readers, also those who have left, were too slow for.</summary>
    public long Missed => Interlocked.Read(ref _gaps) + _subscriptions.Sum(s => s.Missed);

    /// <summary>Starts a subscription; what is delivered from now on is queued for it.</summary>
    /// <param name="filter">Which anomalies; all when null. Called on the publishing thread: fast, and it must not throw.</param>
    /// <param name="capacity">Anomalies that may wait for the reader.</param>
    public LiveSubscription Subscribe(Func<AnomalyNotice, bool>? filter = null, int capacity = 1024)
    {
        var subscription = new LiveSubscription(filter, capacity, Remove);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        return subscription;
    }

    /// <summary>Offers one delivered anomaly to every subscription.</summary>
    internal void Publish(AnomalyNotice notice)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(notice);
        }
    }

    private void Remove(LiveSubscription subscription)
    {
        if (ImmutableInterlocked.Update(ref _subscriptions, static (all, gone) => all.Remove(gone), subscription))
        {
            Interlocked.Add(ref _gaps, subscription.Missed);
        }
    }
}
