using CsCheck;
using GridFlow.Control.Configuration;
using GridFlow.TestKit;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services.Anomalies;

public sealed class AnomalySessionTests
{
    private const int Partitions = 3;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    // A writer fills partitions with records, marks and aborted records, while a client is cut at random and comes back on one of two instances.
    [Fact]
    public Task RunAsync_CutAndResumedAtRandom_GetsTheTopicInOrderAndOnce() => Gen.Select(Gen.Int[0, 2].Array[50, 400], Gen.Int[1, 60].Array[10], Gen.Int[0, 100_000]).SampleAsync(
        async (kinds, cuts, seed) =>
        {
            var topic = new MemoryAnomalyTopic(Partitions);
            using var first = new TestSubscriptions(topic);
            using var second = new TestSubscriptions(topic);
            var random = new Random(seed);
            Write(topic, kinds.AsSpan(0, kinds.Length / 2), random);
            var (token, start) = (await TokenOfNowAsync(first), topic.Contents.Count);
            var writing = Task.Run(() => Write(topic, kinds.AsSpan(kinds.Length / 2), random), Limit);
            var seen = new List<(int, long)>();
            for (var turn = 0; !writing.IsCompleted || seen.Count < topic.Contents.Count - start; turn++)
            {
                var instance = turn % 2 == 0 ? first : second;
                token = await ReadAsync(instance, token, cuts[turn % cuts.Length], seen, () => writing.IsCompleted && seen.Count >= topic.Contents.Count - start);
            }

            await writing;
            AssertIsTopic(topic.Contents, seen, start);
        },
        iter: 15,
        threads: 1);

    [Fact]
    public async Task RunAsync_SlowReader_GapFetchedByItsTokensIsExactlyTheRest()
    {
        var topic = new MemoryAnomalyTopic(Partitions);
        using var instance = new TestSubscriptions(topic);
        await using var events = instance.RunAsync(new SubscribeAnomaliesRequest(), Limit).GetAsyncEnumerator(Limit);
        await NextAsync(events, heartbeats: true);
        var random = new Random(7);
        Write(topic, [.. Enumerable.Range(0, 6000).Select(n => n % 3)], random);
        await Eventually.TrueAsync(() => instance.Feed.Place!.Value.Positions.Covers(topic.EndAsync(Partitions, default).Result), "the feed has offered all");

        var (seen, gaps) = (new List<(int, long)>(), new List<Gap>());
        while (gaps.Count == 0)
        {
            Note(await NextAsync(events), seen, gaps);
        }

        var gap = gaps[0];
        var missed = new List<(int, long)>();
        await foreach (var next in instance.RunAsync(new SubscribeAnomaliesRequest { ResumeToken = gap.FromToken, UntilToken = gap.UntilToken }, Limit))
        {
            Note(next, missed, gaps);
        }

        Assert.Single(gaps);
        Assert.Equal(gap.Missed, missed.Count);
        Assert.All(missed, place => Assert.Contains(gap.Ranges, range => range.Partition == place.Item1 && place.Item2 >= range.FromOffset && place.Item2 < range.UntilOffset));
        AssertIsTopic(topic.Contents, [.. seen, .. missed], 0);
    }

    [Fact]
    public async Task RunAsync_TokenThatRetentionHasPassed_SaysWhatIsLostAndGoesOn()
    {
        var topic = new MemoryAnomalyTopic(Partitions);
        string token;
        using (var before = new TestSubscriptions(topic))
        {
            // By another instance: the reader of this one would still be there, and might have what retention takes.
            token = await TokenOfNowAsync(before);
        }

        using var instance = new TestSubscriptions(topic);
        Write(topic, Enumerable.Repeat(0, 30).ToArray(), new Random(1));
        topic.DropBefore(1, 4);
        var (seen, gaps) = (new List<(int, long)>(), new List<Gap>());

        await ReadAsync(instance, token, int.MaxValue, seen, () => seen.Count == topic.Contents.Count, gaps);

        Assert.Equal(topic.Contents.Order(), seen.Order());
        Assert.Equal((true, 0L, new OffsetRange { Partition = 1, FromOffset = 0, UntilOffset = 4 }), (gaps[0].Lost, gaps[0].Missed, Assert.Single(gaps[0].Ranges)));
    }

    [Fact]
    public async Task RunAsync_Since_BeginsWithWhatWasDetectedThen()
    {
        var topic = new MemoryAnomalyTopic();
        using var instance = new TestSubscriptions(topic);
        var now = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds();
        foreach (var ms in new[] { now - 2, now - 1, now, now + 1 })
        {
            topic.Append(Notices.Alarm(eventTimeMs: ms) with { DetectedAtMs = ms });
        }

        var request = new SubscribeAnomaliesRequest { Since = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(now)) };
        await using var events = instance.RunAsync(request, Limit).GetAsyncEnumerator(Limit);

        Assert.Equal(2, (await NextAsync(events)).Anomaly.AnomalyOffset);
        Assert.Equal(3, (await NextAsync(events)).Anomaly.AnomalyOffset);
    }

    [Fact]
    public async Task RunAsync_NewPartition_IsReadFromItsBeginning()
    {
        var topic = new MemoryAnomalyTopic(1);
        using var instance = new TestSubscriptions(topic);
        await using var events = instance.RunAsync(new SubscribeAnomaliesRequest(), Limit).GetAsyncEnumerator(Limit);
        var token = (await NextAsync(events, heartbeats: true)).Heartbeat.ResumeToken;
        topic.AddPartition();
        topic.Append(Notices.Alarm(), 1);

        var live = (await NextAsync(events)).Anomaly;
        using var other = new TestSubscriptions(topic);
        await using var resumed = other.RunAsync(new SubscribeAnomaliesRequest { ResumeToken = token }, Limit).GetAsyncEnumerator(Limit);

        Assert.Equal((1, 0L), (live.AnomalyPartition, live.AnomalyOffset));
        Assert.Equal(1, (await NextAsync(resumed)).Anomaly.AnomalyPartition);
    }

    [Fact]
    public async Task RunAsync_UnreadableRecords_ArePassed()
    {
        var topic = new MemoryAnomalyTopic();
        using var instance = new TestSubscriptions(topic);
        await using var events = instance.RunAsync(new SubscribeAnomaliesRequest(), Limit).GetAsyncEnumerator(Limit);
        await NextAsync(events, heartbeats: true);
        topic.Raw(null);
        topic.Raw([1, 2, 3]);
        topic.Raw([0, 0, 0, 0, 9, 1]);
        topic.Raw([0, 0, 0, 0, NoticeEncoder.SchemaId, 1]);
        topic.Append(Notices.Alarm());

        Assert.Equal(4, (await NextAsync(events)).Anomaly.AnomalyOffset);
    }

    [Fact]
    public async Task RunAsync_KafkaAway_HeartbeatsThenEverything()
    {
        var topic = new MemoryAnomalyTopic { IsAway = true };
        using var instance = new TestSubscriptions(topic);
        await using var events = instance.RunAsync(new SubscribeAnomaliesRequest(), Limit).GetAsyncEnumerator(Limit);

        Assert.Equal("", (await NextAsync(events, heartbeats: true)).Heartbeat.ResumeToken);
        topic.IsAway = false;
        while ((await NextAsync(events, heartbeats: true)).Heartbeat.ResumeToken.Length == 0)
        {
        }

        topic.IsAway = true;
        topic.Append(Notices.Alarm());
        Assert.NotNull((await NextAsync(events, heartbeats: true)).Heartbeat);
        topic.IsAway = false;
        Assert.Equal(0, (await NextAsync(events)).Anomaly.AnomalyOffset);
    }

    [Fact]
    public async Task RunAsync_TopicMadeAnew_EndsTheStreamAndRefusesItsTokens()
    {
        var topic = new MemoryAnomalyTopic();
        using var instance = new TestSubscriptions(topic);
        var token = await TokenOfNowAsync(instance);
        topic.Id = "second";

        await using var resumed = instance.RunAsync(new SubscribeAnomaliesRequest { ResumeToken = token }, Limit).GetAsyncEnumerator(Limit);
        var refused = await Assert.ThrowsAsync<RpcException>(() => NextAsync(resumed));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("resume_token: is of another topic", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_TokenBehindTheEnd_IsRefusedAfterAWhile()
    {
        var topic = new MemoryAnomalyTopic();
        using var instance = new TestSubscriptions(topic);
        var shape = await topic.LookAsync(Limit);
        var token = new ResumeToken(shape.Tag, new Topic.TopicPositions([0, 7, 0])).ToString();

        await using var resumed = instance.RunAsync(new SubscribeAnomaliesRequest { ResumeToken = token }, Limit).GetAsyncEnumerator(Limit);
        var refused = await Assert.ThrowsAsync<RpcException>(() => NextAsync(resumed));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("resume_token: lies behind the end of anomalies: offsets 0 7 0, end 0 0 0", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MoreReplaysThanSlots_WaitAndFinish()
    {
        var topic = new MemoryAnomalyTopic();
        using var instance = new TestSubscriptions(topic, new ControlOptions { MaxReplays = 1, Heartbeat = TimeSpan.FromMilliseconds(200) });
        var token = await TokenOfNowAsync(instance);
        Write(topic, Enumerable.Repeat(0, 500).ToArray(), new Random(3));
        await Eventually.TrueAsync(() => instance.Feed.Place!.Value.Positions.Covers(topic.EndAsync(Partitions, default).Result), "the feed has offered all");
        var until = await TokenOfNowAsync(instance);

        var counts = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            var seen = new List<(int, long)>();
            await foreach (var next in instance.RunAsync(new SubscribeAnomaliesRequest { ResumeToken = token, UntilToken = until }, Limit))
            {
                Note(next, seen, []);
            }

            return seen.Count;
        }));

        Assert.All(counts, count => Assert.Equal(500, count));
    }

    private static void Write(MemoryAnomalyTopic topic, ReadOnlySpan<int> kinds, Random random)
    {
        foreach (var kind in kinds)
        {
            var partition = random.Next(Partitions);
            if (kind == 2)
            {
                topic.Unseen(partition);
            }
            else
            {
                topic.Append(Notices.Alarm(), partition);
            }
        }
    }

    private static async Task<string> TokenOfNowAsync(TestSubscriptions instance)
    {
        await foreach (var next in instance.RunAsync(new SubscribeAnomaliesRequest(), Limit))
        {
            if (next.Heartbeat is { ResumeToken.Length: > 0 } heartbeat)
            {
                return heartbeat.ResumeToken;
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    /// <returns>The token of the last message that came.</returns>
    private static async Task<string> ReadAsync(TestSubscriptions instance, string token, int most, List<(int, long)> seen, Func<bool> isAll, List<Gap>? gaps = null)
    {
        await foreach (var next in instance.RunAsync(new SubscribeAnomaliesRequest { ResumeToken = token }, Limit))
        {
            Note(next, seen, gaps ?? []);
            token = next.Anomaly?.ResumeToken ?? next.Heartbeat?.ResumeToken ?? next.Gap.UntilToken;
            if (--most == 0 || isAll())
            {
                break;
            }
        }

        return token;
    }

    private static void Note(SubscribeAnomaliesResponse next, List<(int, long)> seen, List<Gap> gaps)
    {
        if (next.Anomaly is { } anomaly)
        {
            seen.Add((anomaly.AnomalyPartition, anomaly.AnomalyOffset));
        }
        else if (next.Gap is { } gap)
        {
            gaps.Add(gap);
        }
    }

    private static async Task<SubscribeAnomaliesResponse> NextAsync(IAsyncEnumerator<SubscribeAnomaliesResponse> events, bool heartbeats = false)
    {
        while (await events.MoveNextAsync())
        {
            if (heartbeats || events.Current.Heartbeat is null)
            {
                return events.Current;
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    /// <summary>Every partition in order, nothing twice, nothing missing.</summary>
    private static void AssertIsTopic(IReadOnlyList<(int Partition, long Offset)> contents, List<(int Partition, long Offset)> seen, int after)
    {
        Assert.Equal(contents.Count - after, seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        foreach (var partition in seen.GroupBy(place => place.Partition))
        {
            Assert.Equal(partition.Select(place => place.Offset).Order(), partition.Select(place => place.Offset));
            Assert.Equal(contents.Where(place => place.Partition == partition.Key).TakeLast(partition.Count()), partition);
        }
    }
}
