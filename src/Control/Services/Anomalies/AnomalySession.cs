using System.Runtime.CompilerServices;
using GridFlow.Control.Services.Anomalies.Feed;
using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>One subscription from its beginning to its end, as batches of messages; an empty batch says that it has begun.</summary>
/// <remarks>
/// First what was missed, by a reader of its own, up to the feed's place; when that is near enough it joins the feed at exactly one place, reads up to there, and
/// goes on with what the feed has queued since. Heartbeats come out of the same sequence, so that their token is never in front of what is still to be sent.
/// </remarks>
internal sealed class AnomalySession(SubscriptionPlan plan, SessionSources sources, Pulse pulse)
{
    // Less than a queue holds: what the feed queues while the rest is read fits.
    private const int NearEnough = 256;
    // Who does not get that near joins from further away each time, with a longer queue: a topic that grows quickly would never let him in.
    private const int MostNear = 65_536;
    private const int QueueCapacity = 1024;
    private const int MostAtOnce = 64;

    private TopicShape _shape = null!;
    // Everything in front of this place has been sent.
    private TopicPositions? _sent;
    private FeedSubscription? _subscription;

    /// <summary>Runs until it is left, cancelled, or at its end.</summary>
    /// <exception cref="RpcException">A token does not fit the topic, or the topic is another now.</exception>
    public async IAsyncEnumerable<IReadOnlyList<SubscribeAnomaliesResponse>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var attached = plan.Until is null ? sources.Tail.Attach() : null;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<IDisposable>? slot = null;
        try
        {
            var start = sources.Starts.FindAsync(plan, end.Token);
            await foreach (var beat in BeatsAsync(start))
            {
                yield return beat;
            }

            (_shape, _sent) = await start;
            if (_sent is not null)
            {
                yield return [];
                slot = sources.Slots.TakeAsync(end.Token);
                await foreach (var batch in MissedAsync(slot, end.Token))
                {
                    yield return batch;
                }

                (await slot).Dispose();
            }

            if (plan.Until is null)
            {
                await foreach (var batch in LiveAsync(end.Token))
                {
                    yield return batch;
                }
            }
        }
        finally
        {
            _subscription?.Dispose();
            await end.CancelAsync();
            if (slot is not null)
            {
                await ((Task)slot).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                (slot.IsCompletedSuccessfully ? slot.Result : null)?.Dispose();
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<SubscribeAnomaliesResponse>> MissedAsync(Task slot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var beat in BeatsAsync(slot))
        {
            yield return beat;
        }

        await slot;
        using var replay = new TopicReplay(plan, _shape, sources.Topic, sources.Decoder, sources.Starts);
        if (plan.Until is { } until)
        {
            await foreach (var batch in PassOnAsync(replay, until.Positions, cancellationToken))
            {
                yield return batch;
            }

            yield break;
        }

        for (var near = NearEnough; _subscription is null; near = Math.Min(2 * near, MostNear))
        {
            await foreach (var batch in PassOnAsync(replay, await FeedPlaceAsync(cancellationToken), cancellationToken))
            {
                yield return batch;
            }

            // Null: far behind again, or the feed itself is behind the token of another instance.
            if (sources.Feed.TryJoin(_shape, _sent, near, plan.Wants, Math.Max(QueueCapacity, 4 * near)) is { } joined)
            {
                _subscription = joined.Subscription;
                await foreach (var batch in PassOnAsync(replay, joined.At, cancellationToken))
                {
                    yield return batch;
                }
            }
            else
            {
                await sources.PauseAsync(cancellationToken);
                if (pulse.IsDue)
                {
                    yield return Beat();
                }
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<SubscribeAnomaliesResponse>> PassOnAsync(
        TopicReplay replay, TopicPositions until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (messages, after) in replay.ReadAsync(_sent!, until, cancellationToken))
        {
            if (messages.Count > 0)
            {
                yield return messages;
                pulse.Sent();
            }

            _sent = after;
            if (pulse.IsDue)
            {
                yield return Beat();
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<SubscribeAnomaliesResponse>> LiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_subscription is null)
        {
            var live = sources.Feed.LiveAsync().WaitAsync(cancellationToken);
            await foreach (var beat in BeatsAsync(live))
            {
                yield return beat;
            }

            await live;
            (_subscription, _sent) = sources.Feed.TryJoin(_shape, own: null, NearEnough, plan.Wants, QueueCapacity) ?? throw IsAnother();
            // At once: whoever is cut off before the first anomaly has a place to come back to.
            yield return Beat();
        }

        Task? waiting = null;
        while (true)
        {
            waiting ??= _subscription.WaitAsync(cancellationToken);
            if (!await pulse.EndsWithinAsync(waiting))
            {
                _sent = sources.Feed.PlaceOf(_subscription) ?? _sent;
                yield return Beat();
                continue;
            }

            await waiting;
            waiting = null;
            while (_subscription.Take(MostAtOnce) is { Count: > 0 } events)
            {
                yield return [.. events.Select(next => next.Item?.Message ?? AnomalyMapping.Gap(next.Gap!, _shape.Tag))];
                _sent = events[^1].After;
                pulse.Sent();
            }
        }
    }

    private async Task<TopicPositions> FeedPlaceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await sources.Feed.LiveAsync().WaitAsync(cancellationToken);
            if (sources.Feed.Place is { } place)
            {
                return place.Shape.Tag == _shape.Tag ? place.Positions : throw IsAnother();
            }
        }
    }

    private RpcException IsAnother() => new(new Status(StatusCode.Aborted, $"{_shape.Name} was made anew just now; subscribe again without a token"));

    /// <summary>Heartbeats until some work has ended; it is to be awaited then.</summary>
    private async IAsyncEnumerable<IReadOnlyList<SubscribeAnomaliesResponse>> BeatsAsync(Task work)
    {
        while (!await pulse.EndsWithinAsync(work))
        {
            yield return Beat();
        }
    }

    private IReadOnlyList<SubscribeAnomaliesResponse> Beat()
    {
        pulse.Sent();
        return [AnomalyMapping.Heartbeat(pulse.Now, _sent is null ? "" : new ResumeToken(_shape.Tag, _sent).ToString())];
    }
}
