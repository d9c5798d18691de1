namespace GridFlow.Simulation;

/// <summary>What does not change about a meter.</summary>
internal readonly record struct MeterProfile(
    string Id,
    FeederState Feeder,
    double VoltageOffsetV,
    double VoltageNoiseV,
    double PeakCurrentA,
    double CurrentNoiseA,
    double TemperatureOffsetC,
    double TemperatureNoiseC)
{
    // What the slow parts (feeder wander, daily curve) add to the noise within 5 minutes.
    private const double SlowVoltageV = 0.35;
    private const double SlowCurrentShare = 0.01;
    private const double SlowTemperatureC = 0.1;

    public double VoltageSigmaV => Math.Sqrt((VoltageNoiseV * VoltageNoiseV) + (SlowVoltageV * SlowVoltageV));

    public double CurrentSigmaA => Math.Sqrt((CurrentNoiseA * CurrentNoiseA) + (PeakCurrentA * PeakCurrentA * SlowCurrentShare * SlowCurrentShare));

    public double TemperatureSigmaC => Math.Sqrt((TemperatureNoiseC * TemperatureNoiseC) + (SlowTemperatureC * SlowTemperatureC));

    public static MeterProfile Draw(string id, FeederState feeder, DeterministicRandom random)
    {
        var peakA = 4 * Math.Exp(random.NextBetween(0, 1.6));
        return new MeterProfile(
            id,
            feeder,
            VoltageOffsetV: random.NextBetween(-2.5, 2.5),
            VoltageNoiseV: random.NextBetween(0.4, 1.2),
            peakA,
            CurrentNoiseA: peakA * random.NextBetween(0.03, 0.05),
            TemperatureOffsetC: random.NextBetween(-3, 3),
            TemperatureNoiseC: random.NextBetween(0.2, 0.4));
    }

    /// <summary>Mean voltage at this moment, V.</summary>
    public double ExpectedV => Feeder.VoltageV + VoltageOffsetV;

    /// <summary>Mean current at this moment, A.</summary>
    public double ExpectedA => PeakCurrentA * Feeder.Load;

    /// <summary>Mean temperature at this moment, °C: the air, and what the load heats.</summary>
    public double ExpectedC(double ambientC) => ambientC + TemperatureOffsetC + (5 * Feeder.Load);
}
