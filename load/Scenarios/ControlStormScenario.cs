using Google.Protobuf.WellKnownTypes;
using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.V1;
using Grpc.Core;
using Threshold = GridFlow.Load.Scenarios.Running.Threshold;

namespace GridFlow.Load.Scenarios;

/// <summary>A thousand control calls a second, beside the same load without them.</summary>
internal sealed class ControlStormScenario(RunOptions options) : Scenario(options)
{
    private const double CallsPerSecond = 1_000;
    private const int Turns = 2;
    private const double MostSlower = 1.2;
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private TurnTaking Taking => new(Duration, Turns);

    public override string Name => "control-storm";

    public override string Summary => $"{Rate:N0} readings/s, in turns without and with {CallsPerSecond:N0} control calls/s";

    public override double Rate => Options.Rate ?? 5_000;

    public override string? PhaseOf(TimeSpan intended) => Taking.PhaseOf(intended);

    public override IReadOnlyList<LoadPlan> Beside(ScenarioContext context)
    {
        var client = context.Pipeline.Client;
        var deadline = () => context.Clock.Time.GetUtcNow().Add(CallLimit).UtcDateTime;
        var calls = new CallStep("call", context.Clock, (arrival, stop) => GrpcCall.OutcomeAsync(() => (arrival.Index % 10) switch
        {
            < 6 => client.GetStatusAsync(new GetStatusRequest(), deadline: deadline(), cancellationToken: stop).ResponseAsync,
            < 9 => client.GetThresholdsAsync(new GetThresholdsRequest(), deadline: deadline(), cancellationToken: stop).ResponseAsync,
            _ => FirstMetricsAsync(client, deadline(), stop),
        }));
        return [new LoadPlan(calls, Taking.Alternate(LoadSimulation.Inject(CallsPerSecond, Taking.Part)))];
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place), TurnTaking.Compare(MostSlower),
        Threshold.Most("calls without an answer", 0, "", m => m.Steps.Single(stats => stats.Name == "call").Failed),
        Threshold.Most("call latency p99, from the intended time", 500, "ms", m => m.Latency("call") is { Count: > 0 } latency ? latency.P99Ms : null),
    ];

    /// <summary>Opens a stream, takes what comes first, and goes.</summary>
    private static async Task FirstMetricsAsync(PipelineControl.PipelineControlClient client, DateTime deadline, CancellationToken stop)
    {
        using var stream = client.StreamMetrics(new StreamMetricsRequest { Interval = Duration100 }, deadline: deadline, cancellationToken: stop);
        if (!await stream.ResponseStream.MoveNext(stop))
        {
            throw new RpcException(new Status(StatusCode.DataLoss, "the stream ended without metrics"));
        }
    }

    private static Duration Duration100 => new() { Nanos = 100_000_000 };
}
