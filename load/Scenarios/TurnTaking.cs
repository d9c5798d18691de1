using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios;

/// <summary>A run in turns without and with something, so that both are measured on the same machine in the same minutes.</summary>
/// <param name="duration">Of the whole run.</param>
/// <param name="turns">How often each comes.</param>
internal sealed class TurnTaking(TimeSpan duration, int turns)
{
    private const string Without = "without";
    private const string With = "with";
    // What one part has left behind ends in the first tenth of the next.
    private const double Settles = 0.1;

    /// <summary>Length of one part.</summary>
    public TimeSpan Part { get; } = duration / (2 * turns);

    public string? PhaseOf(TimeSpan intended)
    {
        var part = (int)(intended / Part);
        return part >= 2 * turns || (intended / Part) - part < Settles ? null : part % 2 == 0 ? Without : With;
    }

    /// <summary>Nothing and the load, in turns.</summary>
    /// <param name="load">Lasts one part.</param>
    public IEnumerable<LoadSimulation> Alternate(LoadSimulation load) => Enumerable.Range(0, turns).SelectMany(_ => new[] { LoadSimulation.Pause(Part), load });

    /// <summary>p99 of anomalies with it ÷ p99 without.</summary>
    public static Threshold Compare(double limit) => Threshold.Most("anomaly latency p99, with ÷ without", limit, "×", measured =>
    {
        var anomaly = measured.Steps.Single(stats => stats.Name == Scenario.Anomaly);
        return anomaly.Phase(Without) is { Count: > 0 } without && anomaly.Phase(With) is { Count: > 0 } with ? with.P99Ms / without.P99Ms : null;
    });
}
