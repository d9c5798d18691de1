using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Scenarios.Traffic;
using GridFlow.Simulation;

namespace GridFlow.Load.Scenarios;

/// <summary>A grid that grows: new meters report once each, beside old ones that are watched as ever.</summary>
internal sealed class MeterGrowthScenario(RunOptions options) : Scenario(options)
{
    private const int OldMeters = 1_000;
    private const string BytesPerMeter = "bytes";

    private int NewMeters => Math.Max(1, (Options.Meters ?? 1_000_000) - OldMeters);

    public override string Name => "meters";

    public override string Summary => $"from {OldMeters:N0} to {OldMeters + NewMeters:N0} meters: states the memory of each";

    public override double Rate => Options.Rate ?? 3_000;

    public override int Meters => OldMeters;

    public override int Partitions => 8;

    public override IReadOnlyList<LoadPlan> Beside(ScenarioContext context)
    {
        var grid = new SimulationOptions { Meters = NewMeters, EventRate = NewMeters, Seed = Options.Seed + 1, AnomalyRate = 0, StartMs = context.Clock.StartMs };
        return [new LoadPlan(new ReadingStep("new meter", context.Traffic, context.Clock, grid), LoadSimulation.Inject(NewMeters / Duration.TotalSeconds, Duration))];
    }

    public override void Conclude(ScenarioContext context, Measured measured)
    {
        var with = measured.Samples.Where(sample => sample is { MemoryMb: not null, MetersTracked: > 0 }).ToList();
        if (with.Count < 2 || with[^1].MetersTracked <= with[0].MetersTracked)
        {
            return;
        }

        var grown = with[^1].MetersTracked - with[0].MetersTracked;
        var bytes = (with[^1].MemoryMb!.Value - with[0].MemoryMb!.Value) * 1e6 / grown;
        context.Figure(BytesPerMeter, bytes);
        context.Note(FormattableString.Invariant(
            $"{grown:N0} new meters took {bytes:N0} bytes each of resident memory: {with[0].MemoryMb:N0} MB with {with[0].MetersTracked:N0} meters, {with[^1].MemoryMb:N0} MB with {with[^1].MetersTracked:N0}"));
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place, injected: false), StandardThresholds.Latency(Options.ObjectiveMs * 2),
        Threshold.Least("meters tracked at the end", (OldMeters + NewMeters) * 0.99, "", m => m.Samples.Count > 0 ? m.Samples.Max(sample => sample.MetersTracked) : null),
        // State of a meter whose window is nearly empty; a full window of 300 readings takes 5 KB (docs/performance.md).
        Threshold.Most("resident memory a new meter", 2_000, "bytes", m => m.Figure(BytesPerMeter)),
    ];
}
