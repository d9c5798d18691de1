using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios;

/// <summary>A rate that rises until the latency objective no longer holds.</summary>
internal sealed class RampScenario(RunOptions options) : Scenario(options)
{
    private const string Highest = "highest";
    private const string Saturated = "saturated";
    private const double LeastSent = 0.99;
    private const double Start = 2_000;
    // One bad look is a hiccup of the machine; so many in a row are the limit.
    private const int LooksOverObjective = 4;
    private static readonly TimeSpan Flat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public override string Name => "ramp";

    public override string Summary => $"from {Start:N0} to {Rate:N0} readings/s: finds the highest rate that keeps p99 within {Options.ObjectiveMs:N0} ms";

    public override double Rate => Options.Rate ?? 200_000;

    public override int Meters => Options.Meters ?? 5_000;

    public override IReadOnlyList<LoadSimulation> Readings => [LoadSimulation.Inject(Start, Flat), LoadSimulation.RampingInject(Rate, Duration)];

    public override async Task AlongsideAsync(ScenarioContext context, CancellationToken stop)
    {
        for (; context.Clock.Elapsed < Flat + Duration; await Task.Delay(Look, context.Clock.Time, stop))
        {
            if (context.Sampler.Samples.TakeLast(LooksOverObjective).Count(IsOver) == LooksOverObjective)
            {
                context.Event(Saturated);
                context.EndLoad();
                return;
            }
        }
    }

    public override void Conclude(ScenarioContext context, Measured measured)
    {
        var saturated = context.Events.Any(happened => happened.What == Saturated);
        var kept = Kept(measured.Samples, context.Events);
        if (kept is not null)
        {
            context.Figure(Highest, kept.OfferedPerS);
            context.Note(FormattableString.Invariant($"the highest rate that kept p99 within {Options.ObjectiveMs:N0} ms is {(saturated ? "" : "at least ")}{kept.OfferedPerS:N0} readings/s"));
        }
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        // Past saturation the embedded broker may be full; that ends the ramp and breaks nothing.
        .. StandardThresholds.Complete(place, injected: false).Skip(1),
        Threshold.Least($"highest rate with p99 within {Options.ObjectiveMs:N0} ms", Math.Min(10_000, Rate), "/s", m => m.Figure(Highest)),
    ];

    /// <summary>The last look that kept the objective, at a rate that really came and was really taken.</summary>
    internal Sample? Kept(IReadOnlyList<Sample> samples, IReadOnlyList<RunEvent> events)
    {
        // Behind the ramp nothing is offered, and the last anomalies are of no rate.
        var end = events.Where(happened => happened.What == Saturated).Select(happened => happened.AtS).DefaultIfEmpty((Flat + Duration).TotalSeconds).Min();
        return samples.LastOrDefault(sample => sample is { OfferedPerS: > 0, P99Ms: > 0 } && sample.AtS <= end && sample.SentPerS >= LeastSent * sample.OfferedPerS && !IsOver(sample));
    }

    private bool IsOver(Sample sample) => sample.P99Ms > Options.ObjectiveMs || (sample.P99Ms == 0 && sample.OfferedPerS > Start);
}
