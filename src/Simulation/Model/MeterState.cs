namespace GridFlow.Simulation;

/// <summary>What changes about a meter.</summary>
internal struct MeterState
{
    public Measurement Last;
    public ActiveAnomaly? Anomaly;
    public long QuietUntilMs;
    public int ReadingsSent;
}
