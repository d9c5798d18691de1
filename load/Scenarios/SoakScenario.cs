using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios;

/// <summary>The same for long, with full windows: whatever grows shows.</summary>
internal sealed class SoakScenario(RunOptions options) : Scenario(options)
{
    private const double MostGrowth = 10;

    public override string Name => "soak";

    public override string Summary => $"{Rate:N0} readings/s for long with full windows: memory and latency at the end as in the beginning";

    public override TimeSpan Duration => Options.Duration ?? TimeSpan.FromMinutes(10);

    public override int Meters => Options.Meters ?? 10_000;

    // Five minutes, one reading a second: the window is full, and grows no more.
    public override int HistoryRounds => 300;

    public override string? PhaseOf(TimeSpan intended) => (intended / Duration) switch
    {
        >= 0.25 and < 0.5 => "second quarter",
        >= 0.75 and < 1 => "last quarter",
        _ => null,
    };

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place), StandardThresholds.Latency(Options.ObjectiveMs),
        Threshold.Most("memory of the last quarter over that of the second", MostGrowth, "%", Growth),
        Threshold.Most("p99 of the last quarter ÷ that of the second", 1.5, "×", m =>
            m.Steps.Single(stats => stats.Name == Anomaly) is var anomaly && anomaly.Phase("second quarter") is { Count: > 0 } before ? anomaly.Phase("last quarter").P99Ms / before.P99Ms : null),
    ];

    private double? Growth(Measured measured)
    {
        double? Median(double from, double until)
        {
            var sizes = measured.Between(from * Duration.TotalSeconds, until * Duration.TotalSeconds).Select(sample => sample.MemoryMb).OfType<double>().Order().ToList();
            return sizes.Count == 0 ? null : sizes[sizes.Count / 2];
        }

        return 100 * ((Median(0.75, 1) / Median(0.25, 0.5)) - 1);
    }
}
