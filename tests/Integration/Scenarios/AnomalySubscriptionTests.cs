using System.Text.Json;
using Confluent.Kafka;
using GridFlow.Control.Services.Anomalies;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>Subscriptions without gaps, on a real Kafka with transactions.</summary>
public sealed class AnomalySubscriptionTests(RealServers servers)
{
    private const int Resumes = 50;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Killed at random and back on the other instance, while transactions are committed and aborted.
    [Fact(Timeout = 180_000)]
    public async Task Subscribe_KilledAndResumedFiftyTimes_SeesExactlyTheTopic()
    {
        var setup = await SetupAsync("subscribe-kill");
        await using var first = await ControlPlane.StartAsync(setup);
        await using var second = await ControlPlane.StartAsync(setup);
        using var traffic = new AnomalyTransactions(setup);
        await traffic.BeginAsync();
        var (random, subscriber) = (new Random(11), new AnomalySubscriber());
        await BeginAsync(subscriber, first);
        using var end = new CancellationTokenSource();
        var writing = Task.Run(() => WriteUntil(traffic, end.Token), Stop);

        for (var turn = 0; turn < Resumes; turn++)
        {
            var left = random.Next(1, 150);
            using var channel = (turn % 2 == 0 ? second : first).Connect();
            await subscriber.ReadAsync(channel, next => next.Anomaly is not null && --left <= 0);
        }

        await end.CancelAsync();
        await writing;
        var topic = Contents(setup);
        using var last = first.Connect();
        await subscriber.ReadAsync(last, next => subscriber.Seen.Count + subscriber.Gaps.Sum(gap => gap.Missed) >= topic.Count && next.Heartbeat is not null);

        // On a busy machine a subscriber may be too slow for a moment; what it missed comes by the tokens of its gaps.
        AssertInOrder(subscriber.Seen);
        Assert.Equal(topic.Order(), subscriber.Seen.Concat(await subscriber.FetchGapsAsync(last)).Order());
    }

    [Fact(Timeout = 180_000)]
    public async Task Subscribe_StoppedReading_GapFetchedByTokenIsTheRest()
    {
        var setup = await SetupAsync("subscribe-slow");
        await using var instance = await ControlPlane.StartAsync(setup);
        using var traffic = new AnomalyTransactions(setup);
        await traffic.BeginAsync();
        var (slow, witness) = (new AnomalySubscriber(), new AnomalySubscriber());
        await BeginAsync(witness, instance);
        using var channel = instance.Connect();
        using var call = new PipelineControl.PipelineControlClient(channel).SubscribeAnomalies(new SubscribeAnomaliesRequest(), cancellationToken: Stop);
        await call.ResponseHeadersAsync;

        for (var i = 0; i < 10; i++)
        {
            traffic.Send(1_500, abort: i % 3 == 2);
        }

        var topic = Contents(setup);
        using (var other = instance.Connect())
        {
            // Who reads gets all of it from the same feed, so that the feed has offered all to the one who does not.
            await witness.ReadAsync(other, next => witness.Seen.Count >= topic.Count);
        }

        await slow.ReadAsync(call, next => slow.Seen.Count + slow.Gaps.Sum(gap => gap.Missed) >= topic.Count);
        Assert.NotEmpty(slow.Gaps);
        foreach (var gap in slow.Gaps.ToList())
        {
            var fetched = new AnomalySubscriber();
            await fetched.ReadAsync(channel, _ => false, request => (request.ResumeToken, request.UntilToken) = (gap.FromToken, gap.UntilToken));
            Assert.Equal(gap.Missed, fetched.Seen.Count);
            Assert.Empty(fetched.Gaps);
            slow.Seen.AddRange(fetched.Seen);
        }

        AssertIs(topic, witness.Seen);
        Assert.Equal(topic.Order(), slow.Seen.Order());
    }

    [Fact(Timeout = 120_000)]
    public async Task Subscribe_TokenThatRetentionHasPassed_SaysWhatIsLost()
    {
        var setup = await SetupAsync("subscribe-retention");
        await using var instance = await ControlPlane.StartAsync(setup);
        using var traffic = new AnomalyTransactions(setup);
        await traffic.BeginAsync();
        var subscriber = new AnomalySubscriber();
        await BeginAsync(subscriber, instance);
        traffic.Send(400);
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = setup.Kafka }).Build())
        {
            await admin.DeleteRecordsAsync([new TopicPartitionOffset(setup.Anomalies, 2, 30)]);
        }

        var topic = Contents(setup);
        using var channel = instance.Connect();
        await subscriber.ReadAsync(channel, next => subscriber.Seen.Count == topic.Count);

        var gap = Assert.Single(subscriber.Gaps);
        Assert.Equal((true, 0L, new OffsetRange { Partition = 2, FromOffset = 0, UntilOffset = 30 }), (gap.Lost, gap.Missed, Assert.Single(gap.Ranges)));
        Assert.Equal(370, topic.Count);
        AssertIs(topic, subscriber.Seen);
    }

    [Fact(Timeout = 120_000)]
    public async Task Subscribe_SinceAndJson_OverTheCapAndWithTokensThatDoNotFit()
    {
        var setup = await SetupAsync("subscribe-since");
        await using var instance = await ControlPlane.StartAsync(setup, control => control.MaxSubscribers = 2);
        using var traffic = new AnomalyTransactions(setup);
        await traffic.BeginAsync();
        traffic.Send(200);
        using var channel = instance.Connect();
        var client = new PipelineControl.PipelineControlClient(channel);
        var all = new AnomalySubscriber();

        // The sender's anomalies are 10 ms apart by their own clock, from 1,760,000,000 s on.
        await all.ReadAsync(channel, _ => all.Seen.Count == 100, request => request.Since = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = 1_760_000_001, Nanos = 10_000_000 });
        using var http = new HttpClient();
        using var lines = new StreamReader(await http.GetStreamAsync(new Uri($"{instance.HttpAddress}/v1/anomalies?since=2020-01-01T00:00:00Z"), Stop));
        var json = JsonDocument.Parse((await lines.ReadLineAsync(Stop))!).RootElement.GetProperty("anomaly");
        using var second = client.SubscribeAnomalies(new SubscribeAnomaliesRequest(), cancellationToken: Stop);
        await second.ResponseHeadersAsync;
        using var third = client.SubscribeAnomalies(new SubscribeAnomaliesRequest(), cancellationToken: Stop);
        var refused = await Assert.ThrowsAsync<RpcException>(() => third.ResponseStream.MoveNext(Stop));

        Assert.Equal(100, all.Seen.Distinct().Count());
        Assert.NotEmpty(json.GetProperty("resumeToken").GetString()!);
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        var other = await SetupAsync("subscribe-other");
        await using var elsewhere = await ControlPlane.StartAsync(other);
        using var otherChannel = elsewhere.Connect();
        var foreign = await Assert.ThrowsAsync<RpcException>(() => all.ReadAsync(otherChannel, _ => true));
        Assert.Equal(StatusCode.InvalidArgument, foreign.StatusCode);
    }

    [Fact(Timeout = 180_000)]
    public async Task Subscribe_GridFlowKilledAndBack_ResumesWithoutLoss()
    {
        var setup = servers.Setup("subscribe-run");
        var subscriber = new AnomalySubscriber();
        await using var first = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await first.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        using (var channel = Grpc.Net.Client.GrpcChannel.ForAddress($"http://{first.GrpcAddress}"))
        {
            await subscriber.ReadAsync(channel, _ => subscriber.Seen.Count >= 5);
        }

        await first.KillAsync();
        var (place, before) = (ResumeToken.Parse(subscriber.Token, out _)!.Positions, subscriber.Seen.Count);
        await using var again = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold, "--Control:Heartbeat=00:00:00.500");
        await again.RunningAsync();
        await traffic.StopAsync();
        await new KafkaProbe(setup).AllCommittedAsync();
        var missed = Contents(setup).Where(record => record.Offset >= place[record.Partition]).ToList();
        using var last = Grpc.Net.Client.GrpcChannel.ForAddress($"http://{again.GrpcAddress}");
        await subscriber.ReadAsync(last, next => subscriber.Seen.Count >= before + missed.Count && next.Heartbeat is not null);

        Assert.True(missed.Count > 0, "nothing was missed, so nothing is proved");
        AssertIs(missed, subscriber.Seen[before..]);
        Assert.Empty(subscriber.Seen[..before].Intersect(missed));
    }

    private static void WriteUntil(AnomalyTransactions traffic, CancellationToken end)
    {
        var random = new Random(5);
        while (!end.IsCancellationRequested && traffic.Sender.Ids.Count < 100_000)
        {
            traffic.Send(random.Next(1, 60), abort: random.Next(4) == 0);
        }
    }

    private static async Task BeginAsync(AnomalySubscriber subscriber, ControlPlane instance)
    {
        using var channel = instance.Connect();
        await subscriber.ReadAsync(channel, next => next.Heartbeat is { ResumeToken.Length: > 0 });
    }

    private static List<(int Partition, long Offset)> Contents(PipelineSetup setup) =>
        [.. new KafkaProbe(setup).ReadAll(setup.Anomalies).Select(record => (record.Partition.Value, record.Offset.Value))];

    /// <summary>Every partition in its order, nothing twice, nothing missing.</summary>
    private static void AssertIs(List<(int Partition, long Offset)> topic, List<(int Partition, long Offset)> seen)
    {
        Assert.Equal(topic.Order(), seen.Order());
        AssertInOrder(seen);
    }

    private static void AssertInOrder(List<(int Partition, long Offset)> seen) =>
        Assert.All(seen.GroupBy(place => place.Partition), partition => Assert.Equal(partition.Order(), partition));

    private async Task<PipelineSetup> SetupAsync(string name)
    {
        var setup = servers.Setup(name);
        await InfluxRun.CreateTopicsAsync(setup);
        return setup;
    }
}
