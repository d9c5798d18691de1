using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios;

/// <summary>One record in a hundred cannot be read.</summary>
internal sealed class PoisonScenario(RunOptions options) : Scenario(options)
{
    public override string Name => "poison";

    public override string Summary => $"{Rate:N0} records/s of which 1 % cannot be read";

    public override int PoisonEvery => 100;

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place), StandardThresholds.Latency(Options.ObjectiveMs),
        Threshold.Most("unreadable records that are no dead letter", 0, "", m => m.Counts.Poison - m.Counts.DeadLetters),
        Threshold.Most("dead letters that were not unreadable", 0, "", m => m.Counts.DeadLetters - m.Counts.Poison),
    ];
}
