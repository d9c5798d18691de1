using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services;

public sealed class PipelineControlServiceTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetStatus_BeforeAndAfterStart_SaysSo()
    {
        await using var instance = await TestInstance.StartAsync();
        var client = new PipelineControl.PipelineControlClient(instance.Channel);
        instance.State.WaitingFor = "Kafka at localhost:9092 does not answer";

        var waiting = await client.GetStatusAsync(new GetStatusRequest(), cancellationToken: Limit);
        instance.State.WaitingFor = null;
        var running = await client.GetStatusAsync(new GetStatusRequest(), cancellationToken: Limit);
        instance.State.Failure = "decode failed";
        var failed = await client.GetStatusAsync(new GetStatusRequest(), cancellationToken: Limit);

        Assert.Equal((PipelineState.Starting, "Kafka at localhost:9092 does not answer"), (waiting.State, waiting.Conditions[0]));
        Assert.Equal(PipelineState.Running, running.State);
        Assert.Equal((PipelineState.Faulted, "decode failed"), (failed.State, failed.Conditions[0]));
    }

    [Fact]
    public async Task SubscribeAnomalies_Filtered_GetsWhatMatches()
    {
        await using var instance = await TestInstance.StartAsync();
        using var call = Subscribe(instance, new SubscribeAnomaliesRequest { MeterIds = { "M-2*" } });
        await call.ResponseHeadersAsync;

        instance.Feed.Publish(Notices.Alarm("M-100"));
        instance.Feed.Publish(Notices.Alarm("M-200"));

        Assert.True(await call.ResponseStream.MoveNext(Limit));
        Assert.Equal("M-200", call.ResponseStream.Current.Anomaly.Reading.MeterId);
    }

    [Fact]
    public async Task SubscribeAnomalies_Quiet_SendsHeartbeats()
    {
        await using var instance = await TestInstance.StartAsync(settings => settings.Control.Heartbeat = TimeSpan.FromMilliseconds(100));
        using var call = Subscribe(instance);

        Assert.True(await call.ResponseStream.MoveNext(Limit));
        Assert.True(await call.ResponseStream.MoveNext(Limit));
        Assert.Equal(SubscribeAnomaliesResponse.EventOneofCase.Heartbeat, call.ResponseStream.Current.EventCase);
    }

    [Fact]
    public async Task SubscribeAnomalies_ReaderTooSlow_GetsAGapAndIsCounted()
    {
        const int Published = 50_000;
        await using var instance = await TestInstance.StartAsync();
        using var call = Subscribe(instance);
        await call.ResponseHeadersAsync;
        for (var i = 0; i < Published; i++)
        {
            instance.Feed.Publish(Notices.Alarm());
        }

        long received = 0, missed = 0;
        while (received + missed < Published && await call.ResponseStream.MoveNext(Limit))
        {
            var next = call.ResponseStream.Current;
            received += next.Anomaly is null ? 0 : 1;
            missed += next.Gap?.Missed ?? 0;
        }

        Assert.Equal(Published, received + missed);
        Assert.True(missed > 0);
        var metrics = await instance.Http.GetStringAsync(new Uri($"http://127.0.0.1:{instance.Settings.Telemetry.MetricsPort}/metrics"), Limit);
        Assert.Matches("gridflow_subscriber_gaps_total(\\{\\})? [1-9]", metrics);
        Assert.Contains("gridflow_subscribers{stream=\"anomalies\"} ", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubscribeAnomalies_ReaderGone_FreesItsSlot()
    {
        await using var instance = await TestInstance.StartAsync(settings => settings.Control.MaxSubscribers = 1);
        var first = Subscribe(instance);
        await first.ResponseHeadersAsync;

        using var second = Subscribe(instance);
        var refused = await Assert.ThrowsAsync<RpcException>(() => second.ResponseStream.MoveNext(Limit));
        first.Dispose();
        while (instance.Feed.SubscriberCount > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Limit);
        }

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        await SubscribedAsync(instance);
    }

    [Fact]
    public async Task SubscribeAnomalies_InstanceStops_EndsCleanAndSoon()
    {
        await using var instance = await TestInstance.StartAsync();
        using var call = Subscribe(instance);
        await call.ResponseHeadersAsync;

        var began = TimeProvider.System.GetTimestamp();
        var stopping = instance.Web.StopAsync(Limit);

        Assert.False(await call.ResponseStream.MoveNext(Limit));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await stopping;
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(2));
    }

    private static AsyncServerStreamingCall<SubscribeAnomaliesResponse> Subscribe(TestInstance instance, SubscribeAnomaliesRequest? request = null) =>
        new PipelineControl.PipelineControlClient(instance.Channel).SubscribeAnomalies(request ?? new SubscribeAnomaliesRequest(), cancellationToken: Limit);

    // The slot comes back a moment after the subscription is gone.
    private static async Task SubscribedAsync(TestInstance instance)
    {
        while (true)
        {
            try
            {
                using var call = Subscribe(instance);
                await call.ResponseHeadersAsync;
                instance.Feed.Publish(Notices.Alarm());
                Assert.True(await call.ResponseStream.MoveNext(Limit));
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Limit);
            }
        }
    }
}
