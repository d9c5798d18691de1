using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios;

/// <summary>Ten times the rate for a second, again and again.</summary>
internal sealed class BurstsScenario(RunOptions options) : Scenario(options)
{
    private const int Times = 10;
    private const string InBurst = "burst";
    private const string Between = "between";
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);
    // What a burst has left behind may still be on its way in the first second after it.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    public override string Name => "bursts";

    public override string Summary => $"{Rate:N0} readings/s with bursts of {Times} times as much for {Burst.TotalSeconds:N0} s in every {(Burst + Calm).TotalSeconds:N0}";

    public override double Rate => Options.Rate ?? 3_000;

    public override IReadOnlyList<LoadSimulation> Readings =>
        [.. Enumerable.Range(0, Math.Max(1, (int)(Duration / (Burst + Calm)))).SelectMany(_ => new[] { LoadSimulation.Inject(Rate, Calm), LoadSimulation.Inject(Rate * Times, Burst) })];

    public override string? PhaseOf(TimeSpan intended)
    {
        var at = TimeSpan.FromTicks(intended.Ticks % (Burst + Calm).Ticks);
        return at >= Calm ? InBurst : at >= Aftermath ? Between : null;
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place, injected: false),
        Threshold.Most("anomaly latency p99 from 1 s after a burst on", Options.ObjectiveMs, "ms", m => Phase(m, Between)),
        Threshold.Most("anomaly latency p99 in a burst", 10 * Options.ObjectiveMs, "ms", m => Phase(m, InBurst)),
    ];

    private static double? Phase(Measured measured, string phase) =>
        measured.Steps.Single(stats => stats.Name == Anomaly).Phase(phase) is { Count: > 0 } latency ? latency.P99Ms : null;
}
