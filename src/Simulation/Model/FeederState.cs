namespace GridFlow.Simulation;

/// <summary>What the meters of one feeder share: load, and a slow wander of the voltage.</summary>
internal sealed class FeederState(string id, double loadFactor)
{
    // First-order autoregression with a time constant of an hour: 0.7 V over the day, but only some 0.28 V within 5 minutes.
    private const double WanderSdV = 0.7;
    private const double WanderTimeConstantMs = 3_600_000;
    private const double SourceV = 233;
    private const double DropAtFullLoadV = 6;
    private double _wanderV = double.NaN;

    public string Id { get; } = id;

    public double Load { get; private set; }

    public double VoltageV { get; private set; }

    public void Step(double dailyLoad, long elapsedMs, DeterministicRandom random)
    {
        var noise = random.NextGaussian();
        var keep = Math.Exp(-elapsedMs / WanderTimeConstantMs);
        _wanderV = double.IsNaN(_wanderV) ? WanderSdV * noise : (keep * _wanderV) + (WanderSdV * Math.Sqrt(1 - (keep * keep)) * noise);
        Load = dailyLoad * loadFactor;
        VoltageV = SourceV - (DropAtFullLoadV * Load) + _wanderV;
    }
}
