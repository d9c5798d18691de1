namespace GridFlow.Telemetry.Tracing;

/// <summary>How many batches are traced, while somebody listens.</summary>
/// <param name="Ratio">Share of the batches, 0 to 1.</param>
/// <param name="MaxPerSecond">Most traces a second; above 0.</param>
public sealed record TraceSampling(double Ratio, double MaxPerSecond)
{
    /// <summary>One batch in a hundred, and at most one a second.</summary>
    public static TraceSampling Default { get; } = new(0.01, 1);
}
