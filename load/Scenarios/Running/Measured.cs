namespace GridFlow.Load.Scenarios.Running;

/// <summary>All that thresholds may look at.</summary>
internal sealed record Measured
{
    public required IReadOnlyList<StepStats> Steps { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }

    public required Counts Counts { get; init; }

    /// <summary>Figures that the scenario itself has taken, by name.</summary>
    public required IReadOnlyDictionary<string, double> Figures { get; init; }

    /// <summary>Orderly stops of the pipeline, the last one included.</summary>
    public IReadOnlyList<PoliteStop> Stops { get; init; } = [];

    public Latencies Latency(string step) => Steps.Single(stats => stats.Name == step).Result().Latency;

    public double? Figure(string name) => Figures.TryGetValue(name, out var value) ? value : null;

    /// <summary>Samples between two times of the load, s.</summary>
    public IEnumerable<Sample> Between(double fromS, double untilS) => Samples.Where(sample => sample.AtS >= fromS && sample.AtS <= untilS);
}
