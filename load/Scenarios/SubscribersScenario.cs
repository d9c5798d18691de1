using Google.Protobuf.WellKnownTypes;
using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Threshold = GridFlow.Load.Scenarios.Running.Threshold;

namespace GridFlow.Load.Scenarios;

/// <summary>Many who watch, a tenth of whom have stopped reading.</summary>
internal sealed class SubscribersScenario(RunOptions options) : Scenario(options)
{
    private const int Subscribers = 200;
    private const int Stalled = Subscribers / 10;
    private const string Gaps = "gaps";
    private const double MostSlower = 1.2;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private long _gaps;

    private TurnTaking Taking => new(Duration, 1);

    public override string Name => "subscribers";

    public override string Summary => $"{Rate:N0} readings/s, first without and then with {Subscribers} subscribers of whom {Stalled} have stopped reading";

    public override double Rate => Options.Rate ?? 5_000;

    // More anomalies of the kind that people subscribe to.
    public override double AnomalyRate => 0.002;

    public override IReadOnlyList<string> PipelineArguments => [$"--Control:MaxSubscribers={Subscribers + 10}"];

    public override string? PhaseOf(TimeSpan intended) => Taking.PhaseOf(intended);

    public override IReadOnlyList<LoadPlan> Beside(ScenarioContext context)
    {
        var delivered = new StepStats("subscriber");
        var subscription = new CallStep("subscriber", context.Clock, (arrival, stop) => SubscribeAsync(context, delivered, stalls: arrival.Index % Subscribers < Stalled, stop));
        return [new LoadPlan(new SubscriberStep(subscription, delivered), Taking.Alternate(LoadSimulation.KeepConstant(Subscribers, Taking.Part)))];
    }

    public override void Conclude(ScenarioContext context, Measured measured)
    {
        context.Figure(Gaps, Interlocked.Read(ref _gaps));
        context.Note(FormattableString.Invariant($"subscribers that read got {measured.Latency("subscriber").Count:N0} anomalies of WARNING and above"));
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place), TurnTaking.Compare(MostSlower),
        Threshold.Least("anomalies that subscribers got", 1, "", m => m.Latency("subscriber").Count),
        Threshold.Most("subscriptions that were refused or broke", 0, "", m => m.Steps.Single(stats => stats.Name == "subscriber").Failed),
        Threshold.Most("gaps of subscribers that read", 0, "", m => m.Figure(Gaps)),
    ];

    private async Task<string?> SubscribeAsync(ScenarioContext context, StepStats delivered, bool stalls, CancellationToken stop)
    {
        // A connection each, as different programs have.
        using var channel = GrpcChannel.ForAddress($"http://{context.Pipeline.Channel.Target}");
        var client = new PipelineControl.PipelineControlClient(channel);
        using var stream = client.SubscribeAnomalies(new SubscribeAnomaliesRequest { MinSeverity = Severity.Warning }, cancellationToken: stop);
        try
        {
            if (stalls)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.Clock.Time, stop);
            }

            await foreach (var next in stream.ResponseStream.ReadAllAsync(stop))
            {
                Take(next, context, delivered);
            }

            return "ended";
        }
        catch (RpcException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (RpcException e)
        {
            // A service that refuses must not be hammered by those it refuses.
            await Task.Delay(AfterFailure, context.Clock.Time, stop);
            return e.StatusCode.ToString();
        }
    }

    private void Take(SubscribeAnomaliesResponse next, ScenarioContext context, StepStats delivered)
    {
        if (next.Gap is not null)
        {
            Interlocked.Increment(ref _gaps);
        }
        else if (next.Anomaly is { Reading.EventTime: Timestamp eventTime })
        {
            var intended = TimeSpan.FromMilliseconds(eventTime.ToDateTimeOffset().ToUnixTimeMilliseconds() - context.Clock.StartMs);
            delivered.Answered(intended, context.Clock.Elapsed - intended);
        }
    }

    /// <summary>A subscription is one arrival with many answers: what is reported are the anomalies, and the subscriptions that failed.</summary>
    private sealed class SubscriberStep(CallStep subscription, StepStats delivered) : IStep
    {
        public StepStats Stats => delivered;

        public async Task SendAsync(Arrival arrival, CancellationToken stop)
        {
            var before = subscription.Stats.Failed;
            await subscription.SendAsync(arrival, stop);
            if (subscription.Stats.Failed > before)
            {
                delivered.Refused(string.Join(", ", subscription.Stats.Result().Failures.Keys));
            }
        }
    }
}
