using System.Collections.Concurrent;
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
    private const string Subscriber = "subscriber";
    private const string Gaps = "gaps";
    private const string Live = "live";
    private const string Told = "stalled ones that were told";
    private const double MostSlower = 1.2;
    // Of its part a stalled subscriber does not read; then it looks at what has become of it.
    private const double Stalls = 0.8;
    // Shorter, and what lies between service and client may not be full.
    private static readonly TimeSpan ShortestToFill = TimeSpan.FromSeconds(25);
    private const int SmallestWindow = 65_535;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, bool> _told = new();
    private readonly ConcurrentDictionary<int, bool> _live = new();
    private long _gaps;

    private TurnTaking Taking => new(Duration, 1);

    public override string Name => "subscribers";

    public override string Summary => $"{Rate:N0} readings/s, first without and then with {Subscribers} subscribers of whom {Stalled} have stopped reading";

    public override double Rate => Options.Rate ?? 5_000;

    // More anomalies of the kind that people subscribe to.
    public override double AnomalyRate => 0.002;

    public override IReadOnlyList<string> PipelineArguments => [$"--Control:MaxSubscribers={Subscribers + 10}", "--Control:WriteDeadline=00:00:05"];

    public override string? PhaseOf(TimeSpan intended) => Taking.PhaseOf(intended);

    public override IReadOnlyList<LoadPlan> Beside(ScenarioContext context)
    {
        var delivered = new StepStats(Subscriber);
        return [new LoadPlan(new SubscriberStep(delivered, (arrival, stop) => SubscribeAsync(context, delivered, arrival.Copy, stop)), Taking.Alternate(LoadSimulation.KeepConstant(Subscribers, Taking.Part)))];
    }

    public override void Conclude(ScenarioContext context, Measured measured)
    {
        context.Figure(Gaps, Interlocked.Read(ref _gaps));
        context.Figure(Live, _live.Count);
        context.Figure(Told, _told.Count);
        context.Note(FormattableString.Invariant($"of {Stalled} subscribers that did not read {_told.Count} got a gap or were cut{(Taking.Part < ShortestToFill ? "; the run is too short to ask for that" : "")}"));
        context.Note(FormattableString.Invariant($"subscribers that read got {measured.Latency(Subscriber).Count:N0} anomalies of WARNING and above"));
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place), TurnTaking.Compare(MostSlower),
        Threshold.Least("anomalies that subscribers got", 1, "", m => m.Latency(Subscriber).Count),
        Threshold.Least("subscribers that read and became live", Subscribers - Stalled, "", m => m.Figure(Live)),
        Threshold.Most("subscriptions that were refused or broke", 0, "", m => m.Steps.Single(stats => stats.Name == Subscriber).Failed),
        Threshold.Most("gaps of subscribers that read", 0, "", m => m.Figure(Gaps)),
        .. Taking.Part < ShortestToFill ? Array.Empty<Threshold>() : [Threshold.Least("stalled subscribers that got a gap or were cut", Stalled, "", m => m.Figure(Told))],
    ];

    /// <returns>What went wrong; null when nothing did.</returns>
    private async Task<string?> SubscribeAsync(ScenarioContext context, StepStats delivered, int copy, CancellationToken stop)
    {
        var stalls = copy < Stalled;
        // A connection each, as different programs have. Its window is as small as it may be: what a stalled one leaves must lie with the service and not in the network.
        using var handler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = SmallestWindow };
        using var channel = GrpcChannel.ForAddress($"http://{context.Pipeline.Channel.Target}", new GrpcChannelOptions { HttpHandler = handler });
        var client = new PipelineControl.PipelineControlClient(channel);
        using var stream = client.SubscribeAnomalies(new SubscribeAnomaliesRequest { MinSeverity = stalls ? Severity.Info : Severity.Warning }, cancellationToken: stop);
        try
        {
            if (stalls)
            {
                await context.AtAsync(Taking.Part + (Taking.Part * Stalls), stop);
            }

            await foreach (var next in stream.ResponseStream.ReadAllAsync(stop))
            {
                if (!stalls)
                {
                    Take(next, copy, context, delivered);
                }
                else if (next.Gap is not null)
                {
                    _told[copy] = true;
                }
            }

            return "ended";
        }
        catch (RpcException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (RpcException e)
        {
            var isCut = stalls && context.Clock.Elapsed >= Taking.Part + (Taking.Part * Stalls);
            if (isCut)
            {
                _told[copy] = true;
            }

            // A service that refuses must not be hammered by those it refuses.
            await Task.Delay(AfterFailure, context.Clock.Time, stop);
            return isCut ? null : e.StatusCode.ToString();
        }
    }

    private void Take(SubscribeAnomaliesResponse next, int copy, ScenarioContext context, StepStats delivered)
    {
        if (next.Anomaly is not null || next.Heartbeat is { ResumeToken.Length: > 0 })
        {
            // Those that wait for the feed are told nothing but the time.
            _live[copy] = true;
        }

        if (next.Gap is not null)
        {
            Interlocked.Increment(ref _gaps);
        }
        else if (next.Anomaly is { Reading.EventTime: Timestamp eventTime })
        {
            var (intended, latency) = context.Clock.Since(eventTime.ToDateTimeOffset().ToUnixTimeMilliseconds());
            delivered.Answered(intended, latency);
        }
    }
}
