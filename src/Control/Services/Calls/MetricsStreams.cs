using Google.Protobuf.WellKnownTypes;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Errors;
using GridFlow.Control.Services.Mapping;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Calls;

/// <summary>Sends rates, latency, lag and queue fill at an interval.</summary>
internal sealed class MetricsStreams(InstanceState instance, ControlOptions options, SubscriberSlots slots, IHostApplicationLifetime host, TimeProvider time)
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Runs one stream until the client leaves or the instance stops.</summary>
    /// <exception cref="RpcException">The request is wrong, or there are too many streams.</exception>
    public async Task RunAsync(StreamMetricsRequest request, IServerStreamWriter<StreamMetricsResponse> responseStream, ServerCallContext context)
    {
        var interval = IntervalOf(request);
        using var slot = slots.Take("metrics");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        await context.WriteResponseHeadersAsync([]);
        var writer = new DeadlineWriter<StreamMetricsResponse>(responseStream, context.GetHttpContext(), options.WriteDeadline, time);
        using var timer = new PeriodicTimer(interval, time);
        var (before, at) = (instance.GetStatus(), time.GetTimestamp());
        try
        {
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                // By the time that has passed, not by the interval: a reader that was slow must not see rates that were not.
                var (now, nowAt) = (instance.GetStatus(), time.GetTimestamp());
                await writer.WriteAsync(MetricsMapping.Between(before, now, time.GetElapsedTime(at, nowAt), time.GetUtcNow()), end.Token);
                (before, at) = (now, nowAt);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has left or the instance stops: both are a normal end.
        }
    }

    private static TimeSpan IntervalOf(StreamMetricsRequest request)
    {
        var violations = new FieldViolations();
        var interval = Default;
        if (request.Interval is { } asked)
        {
            violations.Require(IsWithin(asked), "interval", "must be 0.1 s to 60 s");
            violations.ThrowIfAny();
            interval = asked.ToTimeSpan();
        }

        return interval;
    }

    // A duration that is not normalized cannot be converted at all.
    private static bool IsWithin(Duration asked) =>
        asked.Seconds is >= 0 and <= 60 && asked.Nanos is >= 0 and < 1_000_000_000 && asked.ToTimeSpan() is var interval && interval >= Shortest && interval <= Longest;
}
