using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios;

/// <summary>An even rate: what the mission asks for an hour.</summary>
internal sealed class SteadyScenario(RunOptions options) : Scenario(options)
{
    public override string Name => "steady";

    public override string Summary => $"{Rate:N0} readings/s, evenly";

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place), StandardThresholds.Latency(Options.ObjectiveMs),
        Threshold.Least("readings offered per second", Rate * 0.99, "/s", m => m.Counts.OfferedPerS),
    ];
}
