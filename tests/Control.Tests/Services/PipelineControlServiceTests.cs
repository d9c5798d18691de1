using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using GridFlow.Control.Services.Anomalies.Feed;
using GridFlow.TestKit;
using GridFlow.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
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
        await BegunAsync(call);

        instance.Topic.Append(Notices.Alarm("M-100"));
        instance.Topic.Append(Notices.Alarm("M-200"));

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
        const int Published = 30_000;
        await using var instance = await TestInstance.StartAsync();
        using var call = Subscribe(instance);
        await call.ResponseHeadersAsync;
        for (var i = 0; i < Published; i++)
        {
            instance.Topic.Append(Notices.Alarm());
        }

        var feed = instance.Web.Services.GetRequiredService<AnomalyFeed>();
        await Eventually.TrueAsync(() => feed.Place!.Value.Positions[0] == Published, "the feed has offered all");
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

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        await SubscribedAsync(instance);
    }

    [Fact]
    public async Task SubscribeAnomalies_InstanceStops_EndsCleanAndSoon()
    {
        await using var instance = await TestInstance.StartAsync();
        using var call = Subscribe(instance);
        await BegunAsync(call);

        var began = TimeProvider.System.GetTimestamp();
        var stopping = instance.Web.StopAsync(Limit);

        Assert.False(await call.ResponseStream.MoveNext(Limit));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await stopping;
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task SubscribeAnomalies_BadRequest_NamesEveryField()
    {
        await using var instance = await TestInstance.StartAsync();
        using var call = Subscribe(instance, new SubscribeAnomaliesRequest { ResumeToken = "x", UntilToken = "y", MeterIds = { "*", "" }, Since = new Timestamp { Seconds = 5 } });

        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Limit));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(["meter_ids[1]", "resume_token", "until_token", "since"], refused.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task SubscribeAnomalies_AsJson_OneObjectALineAndResumable()
    {
        await using var instance = await TestInstance.StartAsync(settings => settings.Control.Heartbeat = TimeSpan.FromMilliseconds(100));
        instance.Topic.Append(Notices.Alarm("M-1"));
        using var first = new StreamReader(await instance.Http.GetStreamAsync(new Uri("/v1/anomalies", UriKind.Relative), Limit));
        var heartbeat = JsonDocument.Parse((await first.ReadLineAsync(Limit))!).RootElement.GetProperty("heartbeat");
        instance.Topic.Append(Notices.Alarm("M-2"));
        instance.Topic.Append(Notices.Alarm("M-3"), 1);

        var token = heartbeat.GetProperty("resumeToken").GetString();
        using var second = new StreamReader(await instance.Http.GetStreamAsync(new Uri($"/v1/anomalies?resumeToken={token}&meterIds=M-2&meterIds=M-3", UriKind.Relative), Limit));
        var meters = new List<string?>();
        while (meters.Count < 2)
        {
            if (JsonDocument.Parse((await second.ReadLineAsync(Limit))!).RootElement.TryGetProperty("anomaly", out var anomaly))
            {
                meters.Add(anomaly.GetProperty("reading").GetProperty("meterId").GetString());
            }
        }

        Assert.Equal(["M-2", "M-3"], meters.Order());
    }

    /// <summary>The first message is a heartbeat, so that even who is cut off at once has a token.</summary>
    private static async Task BegunAsync(AsyncServerStreamingCall<SubscribeAnomaliesResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(Limit));
        Assert.NotEmpty(call.ResponseStream.Current.Heartbeat.ResumeToken);
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
                instance.Topic.Append(Notices.Alarm());
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
