using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.Sinks.Live;

namespace GridFlow.Control.Services.Anomalies.Feed;

/// <summary>The live end of the topic, shared by all subscribers: one place, and a queue for each of them. Lossy on purpose; it never waits for one.</summary>
internal sealed class AnomalyFeed
{
    private readonly Lock _lock = new();
    private readonly List<FeedSubscription> _subscriptions = [];
    private TaskCompletionSource _live = New();
    private TopicShape? _shape;
    private TopicPositions? _positions;

    /// <summary>Where it stands; null while nobody reads.</summary>
    public (TopicShape Shape, TopicPositions Positions)? Place
    {
        get
        {
            lock (_lock)
            {
                return _positions is { } positions ? (_shape!, positions) : null;
            }
        }
    }

    /// <summary>Ends when it has a place.</summary>
    public Task LiveAsync()
    {
        lock (_lock)
        {
            return _live.Task;
        }
    }

    /// <summary>Joins at the feed's place, when that is no further than so many offsets behind the reader's own, and nowhere in front of it.</summary>
    /// <param name="shape">The topic the reader has read.</param>
    /// <param name="own">Up to where the reader has everything; null joins wherever the feed is.</param>
    /// <param name="most">Most offsets that may lie between.</param>
    /// <param name="filter">What to queue; called on the reading thread: fast, and it must not throw.</param>
    /// <param name="capacity">Anomalies that may wait.</param>
    /// <returns>The subscription, which queues everything behind <c>At</c>; null when it is too early.</returns>
    public (FeedSubscription Subscription, TopicPositions At)? TryJoin(TopicShape shape, TopicPositions? own, long most, Func<AnomalyNotice, bool> filter, int capacity)
    {
        lock (_lock)
        {
            if (_positions is not { } at || _shape!.Tag != shape.Tag || (own is not null && (!at.Covers(own) || own.DistanceTo(at) > most)))
            {
                return null;
            }

            var subscription = new FeedSubscription(this, filter, capacity);
            _subscriptions.Add(subscription);
            return (subscription, at);
        }
    }

    /// <summary>The feed's place, when a subscription has nothing left to take in front of it.</summary>
    public TopicPositions? PlaceOf(FeedSubscription subscription)
    {
        lock (_lock)
        {
            return subscription.IsEmpty ? _positions : null;
        }
    }

    internal void Start(TopicShape shape, TopicPositions positions)
    {
        lock (_lock)
        {
            (_shape, _positions) = (shape, positions);
            _live.TrySetResult();
        }
    }

    /// <summary>Offers what has been read, and moves on.</summary>
    internal void Publish(IReadOnlyList<FeedItem> items, TopicPositions positions)
    {
        lock (_lock)
        {
            if (items.Count > 0)
            {
                _subscriptions.ForEach(subscription => subscription.Offer(items));
            }

            _positions = positions;
        }
    }

    /// <summary>Moves on over what Kafka no longer has, and says so.</summary>
    internal void Lose(TopicPositions positions)
    {
        lock (_lock)
        {
            var gap = FeedGap.Lost(_positions!, positions);
            _subscriptions.ForEach(subscription => subscription.Offer(gap));
            _positions = positions;
        }
    }

    /// <summary>Has no place any more; who still reads is told why.</summary>
    internal void Stop(Exception reason)
    {
        lock (_lock)
        {
            _positions = null;
            _subscriptions.ForEach(subscription => subscription.End(reason));
            _subscriptions.Clear();
            if (_live.Task.IsCompleted)
            {
                _live = New();
            }
        }
    }

    internal void Leave(FeedSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
