using CsCheck;
using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Services.Anomalies.Feed;

public sealed class AnomalyFeedTests
{
    private const int Partitions = 3;
    private static readonly TopicShape Shape = new("anomalies", "id", Partitions);

    private readonly AnomalyFeed _feed = new();

    // Publishes and takes in random turns; what comes out and what the gaps' places span is the stream, in order, once.
    [Fact]
    public void Take_RandomTurns_AnomaliesAndGapsTogetherAreTheStream() => Gen.Select(Gen.Int[1, 5], Gen.Int[-3, 6].Array[1, 60], Gen.Int[0, Partitions - 1].Array[360]).Sample((capacity, turns, partitions) =>
    {
        var feed = new AnomalyFeed();
        feed.Start(Shape, new TopicPositions(new long[Partitions]));
        var (subscription, at) = feed.TryJoin(Shape, null, 0, notice => notice.SourceOffset % 3 != 0, capacity)!.Value;
        var (published, place, taken) = (new List<FeedItem>(), at, new List<FeedEvent>());
        foreach (var turn in turns)
        {
            if (turn <= 0)
            {
                taken.AddRange(subscription.Take(1 - turn));
                continue;
            }

            var items = new List<FeedItem>();
            for (var i = 0; i < turn; i++)
            {
                items.Add(Item(ref place, partitions[published.Count + i], published.Count + i));
            }

            published.AddRange(items);
            feed.Publish(items, place);
        }

        for (var rest = subscription.Take(10); rest.Count > 0; rest = subscription.Take(10))
        {
            taken.AddRange(rest);
        }

        var seen = taken.SelectMany(next => next.Item is { } item ? [item] : Between(published, next.Gap!)).Select(item => item.Notice.SourceOffset);
        Assert.Equal(published.Where(item => item.Notice.SourceOffset % 3 != 0).Select(item => item.Notice.SourceOffset), seen);
        Assert.NotNull(feed.PlaceOf(subscription));
    });

    [Fact]
    public void TryJoin_BehindOrFarOrOfAnotherTopic_IsTooEarly()
    {
        _feed.Start(Shape, new TopicPositions([10, 20, 30]));

        Assert.Null(_feed.TryJoin(Shape, new TopicPositions([10, 21, 30]), 100, _ => true, 1));
        Assert.Null(_feed.TryJoin(Shape, new TopicPositions([10, 14, 25]), 10, _ => true, 1));
        Assert.Null(_feed.TryJoin(Shape with { Id = "other" }, null, 10, _ => true, 1));
        Assert.Equal("10 20 30", _feed.TryJoin(Shape, new TopicPositions([10, 15, 25]), 10, _ => true, 1)!.Value.At.ToString());
    }

    [Fact]
    public void Lose_QueuedInOrder_AndInsideOfAGapThatIsOpen()
    {
        _feed.Start(Shape, new TopicPositions(new long[Partitions]));
        var (subscription, at) = _feed.TryJoin(Shape, null, 0, _ => true, 2)!.Value;

        Publish(ref at, 0);
        at = at.With(1, 50);
        _feed.Lose(at);
        Publish(ref at, 0, 0);
        at = at.With(2, 70);
        _feed.Lose(at);
        var events = subscription.Take(10);

        Assert.Equal([false, true, true], events.Select(next => next.Gap is not null));
        Assert.True(events[1].Gap!.IsLost);
        Assert.Equal([new OffsetRange { Partition = 1, FromOffset = 0, UntilOffset = 50 }], events[1].Gap!.From.RangesTo(events[1].Gap!.Until));
        Assert.Equal((false, 2L, "3 50 70"), (events[2].Gap!.IsLost, events[2].Gap!.Missed, events[2].Gap!.Until.ToString()));
    }

    [Fact]
    public async Task Stop_ReaderGetsWhatIsQueued_ThenTheReason()
    {
        _feed.Start(Shape, new TopicPositions(new long[Partitions]));
        var (subscription, at) = _feed.TryJoin(Shape, null, 0, _ => true, 2)!.Value;
        Publish(ref at, 0);

        _feed.Stop(new InvalidOperationException("another topic"));

        await subscription.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Single(subscription.Take(10));
        Assert.Equal("another topic", Assert.Throws<InvalidOperationException>(() => subscription.Take(10)).Message);
        Assert.Null(_feed.Place);
        Assert.False(_feed.LiveAsync().IsCompleted);
    }

    private static List<FeedItem> Between(List<FeedItem> published, FeedGap gap)
    {
        var within = published.Where(item => item.Before.Covers(gap.From) && gap.Until.Covers(item.After)).ToList();
        var wanted = within.Where(item => item.Notice.SourceOffset % 3 != 0).ToList();
        Assert.Equal(gap.Missed, wanted.Count);
        Assert.Equal((wanted[0].Notice.DetectedAtMs, wanted[^1].Notice.DetectedAtMs), (gap.FirstDetectedAtMs, gap.LastDetectedAtMs));
        return wanted;
    }

    private static FeedItem Item(ref TopicPositions place, int partition, int number)
    {
        var before = place;
        place = place.With(partition, place[partition] + 1);
        return new FeedItem(Notices.Alarm(eventTimeMs: number) with { SourceOffset = number }, before, place, new SubscribeAnomaliesResponse());
    }

    private void Publish(ref TopicPositions place, params int[] partitions)
    {
        foreach (var partition in partitions)
        {
            var item = Item(ref place, partition, (int)place[partition]);
            _feed.Publish([item], place);
        }
    }
}
