using Confluent.Kafka;
using GridFlow.Control.Demo;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>On librdkafka's mock broker, which is that of the demo; transactions are the integration tests' business.</summary>
public sealed class KafkaAnomalyTopicTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscription_OnTheDemosBroker_IsLiveAndResumable()
    {
        using var kafka = new EmbeddedBroker(4, "anomalies");
        var options = new KafkaOptions { BootstrapServers = kafka.BootstrapServers, Consumer = { ["fetch.wait.max.ms"] = "10", ["check.crcs"] = "false" } };
        using var topic = new KafkaAnomalyTopic(options, new ConditionBoard(NullLogger.Instance));
        using var instance = new TestSubscriptions(topic);
        using var producer = new ProducerBuilder<Null, byte[]>(KafkaClientConfig.Producer(options)).Build();

        await using var live = instance.RunAsync(new SubscribeAnomaliesRequest(), Limit).GetAsyncEnumerator(Limit);
        var token = (await NextAsync(live, beat => beat.Heartbeat is { ResumeToken.Length: > 0 })).Heartbeat.ResumeToken;
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => producer.ProduceAsync(
            new TopicPartition("anomalies", n % 4), new Message<Null, byte[]> { Value = NoticeEncoder.Encode(Notices.Alarm($"M-{n}")) }, Limit)));
        var seen = await MetersAsync(live);
        await using var resumed = instance.RunAsync(new SubscribeAnomaliesRequest { ResumeToken = token }, Limit).GetAsyncEnumerator(Limit);
        var since = new SubscribeAnomaliesRequest { Since = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) };
        await using var all = instance.RunAsync(since, Limit).GetAsyncEnumerator(Limit);

        Assert.Equal(seen, await MetersAsync(resumed));
        Assert.Equal(seen, await MetersAsync(all));
    }

    /// <summary>Each by itself they take half a minute and more, and the reader of the live end waits behind them.</summary>
    [Fact]
    public async Task Look_OfFiveHundredAtOnce_HoldsUpNobody()
    {
        using var kafka = new EmbeddedBroker(4, "anomalies");
        using var topic = new KafkaAnomalyTopic(new KafkaOptions { BootstrapServers = kafka.BootstrapServers }, new ConditionBoard(NullLogger.Instance));

        var looks = Enumerable.Range(0, 500).Select(_ => topic.LookAsync(Limit)).ToList();
        var end = await topic.EndAsync(4, Limit).WaitAsync(Soon, Limit);
        var shapes = await Task.WhenAll(looks).WaitAsync(Soon, Limit);

        Assert.Equal(4, end.Count);
        Assert.Equal(new TopicShape("anomalies", shapes[0].Id, 4), Assert.Single(shapes.Distinct()));
    }

    private static async Task<HashSet<string>> MetersAsync(IAsyncEnumerator<SubscribeAnomaliesResponse> events)
    {
        var seen = new HashSet<string>();
        while (seen.Count < 100)
        {
            Assert.True(seen.Add((await NextAsync(events, next => next.Anomaly is not null)).Anomaly.Reading.MeterId));
        }

        return seen;
    }

    private static async Task<SubscribeAnomaliesResponse> NextAsync(IAsyncEnumerator<SubscribeAnomaliesResponse> events, Func<SubscribeAnomaliesResponse, bool> wanted)
    {
        while (await events.MoveNextAsync())
        {
            if (wanted(events.Current))
            {
                return events.Current;
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
