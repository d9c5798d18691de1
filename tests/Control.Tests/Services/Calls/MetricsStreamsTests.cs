using Google.Protobuf.WellKnownTypes;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services.Calls;

public sealed class MetricsStreamsTests
{
    public static TheoryData<Duration> BadIntervals =>
    [
        new Duration(),
        new Duration { Nanos = 99_999_999 },
        new Duration { Seconds = 60, Nanos = 1 },
        new Duration { Seconds = -1 },
        new Duration { Seconds = long.MaxValue },
        new Duration { Seconds = 1, Nanos = -5 },
        new Duration { Seconds = 1, Nanos = 2_000_000_000 },
    ];

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(BadIntervals))]
    public async Task Stream_IntervalOutside_IsRefused(Duration interval)
    {
        await using var instance = await TestInstance.StartAsync();
        using var call = instance.Client.StreamMetrics(new StreamMetricsRequest { Interval = interval }, cancellationToken: Limit);

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Limit));

        Assert.Equal(["interval"], RichError.Fields(error));
    }

    [Fact]
    public async Task Stream_Readings_ComeAsRates()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.State.WaitingFor = null;
        using var call = instance.Client.StreamMetrics(new StreamMetricsRequest { Interval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)) }, cancellationToken: Limit);
        Assert.True(await call.ResponseStream.MoveNext(Limit));
        Assert.Equal((0.0, PipelineState.Running), (call.ResponseStream.Current.ReadingsPerSecond, call.ResponseStream.Current.State));

        instance.Status = instance.Status with { Conservation = instance.Status.Conservation with { Consumed = 1_500, InFlight = 550 } };
        var rate = 0.0;
        while (rate == 0)
        {
            Assert.True(await call.ResponseStream.MoveNext(Limit));
            rate = call.ResponseStream.Current.ReadingsPerSecond;
        }

        // 500 readings in 100 ms or, on a busy machine, more.
        Assert.InRange(rate, 1, 5_500);
        Assert.Equal(7, call.ResponseStream.Current.LagReadings);
    }

    [Fact]
    public async Task Stream_TooMany_IsRefusedWithAReason()
    {
        await using var instance = await TestInstance.StartAsync(settings => settings.Control.MaxSubscribers = 1);
        using var first = instance.Client.StreamMetrics(new StreamMetricsRequest(), cancellationToken: Limit);
        await first.ResponseHeadersAsync;

        using var second = instance.Client.StreamMetrics(new StreamMetricsRequest(), cancellationToken: Limit);
        var error = await Assert.ThrowsAsync<RpcException>(() => second.ResponseStream.MoveNext(Limit));

        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_STREAMS"), (error.StatusCode, RichError.Reason(error)));
    }

    [Fact]
    public async Task Stream_InstanceStops_EndsClean()
    {
        await using var instance = await TestInstance.StartAsync();
        using var call = instance.Client.StreamMetrics(new StreamMetricsRequest { Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(60)) }, cancellationToken: Limit);
        await call.ResponseHeadersAsync;

        var stopping = instance.Web.StopAsync(Limit);

        Assert.False(await call.ResponseStream.MoveNext(Limit));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await stopping;
    }
}
