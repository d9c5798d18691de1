using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using GridFlow.Load.Scenarios.Running;
using GridFlow.V1;
using Grpc.Core;
using Threshold = GridFlow.V1.Threshold;

namespace GridFlow.Load.Scenarios;

/// <summary>The calls of a control storm: each kind with its share of the calls.</summary>
/// <param name="client">Whom they ask.</param>
/// <param name="clock">That of the load, for deadlines.</param>
internal sealed class ControlCalls(PipelineControl.PipelineControlClient client, LoadClock clock)
{
    private const string Reason = "gridflow-load control-storm";
    private const string Meter = "M-0001";
    private static readonly double[] Sigmas = [2.5, 2.6];
    private static readonly TimeSpan WarmPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private long _warm;

    /// <summary>Kinds, their calls a second, and one call. Pausing and resuming is one arrival of two calls: what nobody resumes would stay.</summary>
    public IReadOnlyList<(string Name, double Rate, Func<Arrival, CancellationToken, Task> Call)> Kinds =>
    [
        ("GetStatus", 530, (_, stop) => client.GetStatusAsync(new GetStatusRequest(), Options(stop)).ResponseAsync),
        ("GetThresholds", 290, (_, stop) => client.GetThresholdsAsync(new GetThresholdsRequest(), Options(stop)).ResponseAsync),
        ("StreamMetrics", 119.8, (_, stop) => FirstMetricsAsync(stop)),
        ("ListCheckpoints", 50, (_, stop) => client.ListCheckpointsAsync(new ListCheckpointsRequest { Limit = 10 }, Options(stop)).ResponseAsync),
        ("SetThreshold", 5, (arrival, stop) => client.SetThresholdAsync(Alternating(arrival), Options(stop)).ResponseAsync),
        ("Pause and Resume", 2.5, PauseAndResumeAsync),
        ("TriggerCheckpoint", 0.2, (_, stop) => client.TriggerCheckpointAsync(new TriggerCheckpointRequest { Reason = Reason }, Options(stop)).ResponseAsync),
    ];

    /// <summary>Each kind again and again: what runs for the first time is compiled, and no latency of the service.</summary>
    public Task WarmUpAsync(TimeSpan during, CancellationToken stop)
    {
        return Task.WhenAll(Kinds.Select(kind => RepeatAsync(kind.Call)));

        async Task RepeatAsync(Func<Arrival, CancellationToken, Task> call)
        {
            while (clock.Elapsed < during)
            {
                // A call that fails here will fail in the load too, where it counts.
                await GrpcCall.OutcomeAsync(() => call(new Arrival(Interlocked.Decrement(ref _warm), clock.Elapsed), stop));
                await Task.Delay(WarmPause, clock.Time, stop);
            }
        }
    }

    private static SetThresholdRequest Alternating(Arrival arrival) =>
        new() { Threshold = new Threshold { MeterId = Meter, Sigma = Sigmas[Math.Abs(arrival.Index) % Sigmas.Length] }, Reason = Reason };

    /// <summary>A feeder that no meter has, another for each arrival: nothing is held back, and arrivals do not undo each other's.</summary>
    private async Task PauseAndResumeAsync(Arrival arrival, CancellationToken stop)
    {
        var feeder = string.Create(CultureInfo.InvariantCulture, $"F-load-{arrival.Index}");
        await client.PauseAsync(new PauseRequest { FeederIds = { feeder }, Reason = Reason }, Options(stop));
        await client.ResumeAsync(new ResumeRequest { FeederIds = { feeder }, Reason = Reason }, Options(stop));
    }

    /// <summary>Opens a stream, takes what comes first, and goes.</summary>
    private async Task FirstMetricsAsync(CancellationToken stop)
    {
        using var stream = client.StreamMetrics(new StreamMetricsRequest { Interval = new Duration { Nanos = 100_000_000 } }, Options(stop));
        if (!await stream.ResponseStream.MoveNext(stop))
        {
            throw new RpcException(new Status(StatusCode.DataLoss, "the stream ended without metrics"));
        }
    }

    private CallOptions Options(CancellationToken stop) => new(deadline: clock.Time.GetUtcNow().Add(CallLimit).UtcDateTime, cancellationToken: stop);
}
