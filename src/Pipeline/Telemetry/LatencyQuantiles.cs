namespace GridFlow.Telemetry;

/// <summary>Quantiles of a time in ms; 0 when nothing was counted.</summary>
public readonly record struct LatencyQuantiles(double P50Ms, double P99Ms, double MaxMs, long Count);
