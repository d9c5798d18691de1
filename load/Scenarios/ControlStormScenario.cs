using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.V1;
using Grpc.Core;
using ProtoDuration = Google.Protobuf.WellKnownTypes.Duration;
using Threshold = GridFlow.Load.Scenarios.Running.Threshold;

namespace GridFlow.Load.Scenarios;

/// <summary>A thousand control calls a second, beside the same load without them; a stream stays open all the time.</summary>
internal sealed class ControlStormScenario(RunOptions options) : Scenario(options)
{
    private const double CallsPerSecond = 1_000;
    private const int Turns = 2;
    private const double MostSlower = 1.2;
    private const double MostReadMs = 500;
    private const double MostChangeMs = 2_000;
    private const string Streamed = "messages of the stream";
    private static readonly string[] Changes = ["SetThreshold", "Pause and Resume", "TriggerCheckpoint"];

    private TurnTaking Taking => new(Duration, Turns);

    public override string Name => "control-storm";

    public override string Summary => $"{Rate:N0} readings/s, in turns without and with {CallsPerSecond:N0} control calls/s";

    public override string? PhaseOf(TimeSpan intended) => Taking.PhaseOf(intended);

    public override Task WarmUpAsync(ScenarioContext context, CancellationToken stop) => new ControlCalls(context.Pipeline.Client, context.Clock).WarmUpAsync(WarmUp * 2 / 3, stop);

    public override IReadOnlyList<LoadPlan> Beside(ScenarioContext context) =>
    [
        .. new ControlCalls(context.Pipeline.Client, context.Clock).Kinds.Select(kind => new LoadPlan(
            new CallStep(kind.Name, context.Clock, (arrival, stop) => GrpcCall.OutcomeAsync(() => kind.Call(arrival, stop))),
            Taking.Alternate(LoadSimulation.Inject(kind.Rate, Taking.Part)))),
    ];

    /// <summary>The stream that stays open: a dashboard.</summary>
    public override async Task AlongsideAsync(ScenarioContext context, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = context.Clock.Time.CreateTimer(_ => end.Cancel(), null, Duration, Timeout.InfiniteTimeSpan);
        using var stream = context.Pipeline.Client.StreamMetrics(new StreamMetricsRequest { Interval = new ProtoDuration { Seconds = 1 } }, cancellationToken: end.Token);
        var messages = 0;
        try
        {
            while (await stream.ResponseStream.MoveNext(end.Token))
            {
                context.Figure(Streamed, ++messages);
            }

            context.Event("the open stream has ended");
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            if (!end.IsCancellationRequested)
            {
                context.Event($"the open stream has broken: {(e as RpcException)?.StatusCode}");
            }
        }
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place), TurnTaking.Compare(MostSlower),
        Threshold.Most("calls that failed", 0, "", m => Calls(m).Sum(stats => stats.Failed)),
        Threshold.Most("call latency p99 of the slowest kind that asks, from the intended time", MostReadMs, "ms", m => Slowest(m, changes: false)),
        Threshold.Most("call latency p99 of the slowest kind that changes something", MostChangeMs, "ms", m => Slowest(m, changes: true)),
        // One a second; the last may not have come.
        Threshold.Least("messages of the stream that stays open", Math.Floor(Duration.TotalSeconds * 0.9) - 1, "", m => m.Figure(Streamed)),
    ];

    private static IEnumerable<StepStats> Calls(Measured measured) => measured.Steps.Where(stats => stats.Name is not (Reading or Anomaly));

    private static double? Slowest(Measured measured, bool changes) => Calls(measured)
        .Where(stats => Changes.Contains(stats.Name) == changes)
        .Select(stats => stats.Result().Latency)
        .Select(latency => latency.Count == 0 ? (double?)null : latency.P99Ms)
        .DefaultIfEmpty(null)
        .Aggregate((double?)0, (most, next) => next is null || most is null ? null : Math.Max(most.Value, next.Value));
}
