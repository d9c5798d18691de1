using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks.Live;
using GridFlow.TestKit;

namespace GridFlow.Pipeline.Tests.Sinks.Live;

public sealed class LiveFeedTests
{
    private readonly LiveFeed _feed = new();

    [Fact]
    public async Task Read_FastReader_GetsAllInOrderAndNoGap()
    {
        using var subscription = _feed.Subscribe(capacity: 100);
        Publish(1, 50);
        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), (await TakeAsync(subscription, 50)).Select(e => e.Anomaly!.SourceOffset));
        Assert.Equal((0, 0), (_feed.Missed, subscription.Missed));
    }

    [Fact]
    public async Task Read_SlowReader_FindsTheGapWhereTheMissingOnesWouldBe()
    {
        using var subscription = _feed.Subscribe(capacity: 3);
        Publish(1, 8);
        var first = await TakeAsync(subscription, 4);
        Publish(9, 10);
        var second = await TakeAsync(subscription, 2);
        Assert.Equal([1, 2, 3], first[..3].Select(e => e.Anomaly!.SourceOffset));
        Assert.Equal(new LiveGap(5, 4, 8), first[3].Gap);
        Assert.Null(first[3].Anomaly);
        Assert.Equal([9, 10], second.Select(e => e.Anomaly!.SourceOffset));
        Assert.Equal((5, 5), (subscription.Missed, _feed.Missed));
    }

    [Fact]
    public async Task Read_OverflowWhileReading_QueuesNothingBehindTheGapUntilItIsTold()
    {
        using var subscription = _feed.Subscribe(capacity: 2);
        Publish(1, 3);
        Assert.Equal(1, (await TakeAsync(subscription, 1))[0].Anomaly!.SourceOffset);
        Publish(4, 4);
        var rest = await TakeAsync(subscription, 2);
        Assert.Equal(2, rest[0].Anomaly!.SourceOffset);
        Assert.Equal(new LiveGap(2, 3, 4), rest[1].Gap);
    }

    [Fact]
    public async Task Read_ManyPublishedWhileReading_AccountsForEveryOne()
    {
        const int Total = 20_000;
        using var subscription = _feed.Subscribe(capacity: 16);
        var publishing = Task.Run(() => Publish(1, Total));
        long expected = 1;
        await foreach (var next in subscription.ReadAllAsync(CancellationToken.None))
        {
            var from = next.Anomaly?.SourceOffset ?? next.Gap!.FirstDetectedAtMs;
            Assert.Equal(expected, from);
            expected += next.Gap?.Missed ?? 1;
            if (expected > Total)
            {
                break;
            }
        }

        await publishing.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Subscribe_Filter_LeavesOthersOutAndCountsThemNotAsMissed()
    {
        using var subscription = _feed.Subscribe(n => n.SourceOffset % 10 == 0, capacity: 3);
        Publish(1, 40);
        var found = await TakeAsync(subscription, 4);
        Assert.Equal([10, 20, 30], found[..3].Select(e => e.Anomaly!.SourceOffset));
        Assert.Equal(new LiveGap(1, 40, 40), found[3].Gap);
        Assert.Equal(1, _feed.Missed);
    }

    [Fact]
    public void Dispose_Subscription_GetsNothingMoreAndKeepsWhatItMissed()
    {
        var subscription = _feed.Subscribe(capacity: 1);
        Publish(1, 3);
        Assert.Equal((1, 2), (_feed.SubscriberCount, _feed.Missed));
        subscription.Dispose();
        subscription.Dispose();
        Publish(4, 9);
        Assert.Equal((0, 2, 2), (_feed.SubscriberCount, _feed.Missed, subscription.Missed));
    }

    [Fact]
    public async Task Read_Cancelled_Ends()
    {
        using var subscription = _feed.Subscribe();
        using var stop = new CancellationTokenSource();
        var reading = subscription.ReadAllAsync(stop.Token).GetAsyncEnumerator(stop.Token).MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Eventually.Patience));
    }

    private void Publish(int from, int to)
    {
        for (var n = from; n <= to; n++)
        {
            _feed.Publish(new AnomalyNotice(
                "id", AnomalyType.VoltageDeviation, Severity.Error, Channel.Voltage, Wire.Good(), 2.5, 3, 230, 1, DetectedAtMs: n, 0, SourceOffset: n, TimeSpan.FromMinutes(5)));
        }
    }

    private static async Task<List<LiveEvent>> TakeAsync(LiveSubscription subscription, int count)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        var taken = new List<LiveEvent>();
        await foreach (var next in subscription.ReadAllAsync(patience.Token))
        {
            taken.Add(next);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }
}
