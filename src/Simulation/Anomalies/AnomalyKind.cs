namespace GridFlow.Simulation;

/// <summary>What can be injected.</summary>
public enum AnomalyKind
{
    /// <summary>One reading of one channel far off: 12 to 25 noise sigmas.</summary>
    Spike,

    /// <summary>A few readings with the voltage at 70 to 88 % of 230 V.</summary>
    Sag,

    /// <summary>A few readings with the voltage at 112 to 120 % of 230 V.</summary>
    Swell,

    /// <summary>Voltage or current moves by 12 to 25 noise sigmas, stays for 2 to 6 minutes and comes back.</summary>
    LevelShift,

    /// <summary>One channel repeats its last value exactly, for 1 to 3 minutes.</summary>
    StuckSensor,

    /// <summary>The temperature rises by 15 to 35 °C within three readings and stays for 1 to 4 minutes.</summary>
    Overheating,

    /// <summary>The meter reports DEGRADED, FAULT, OFFLINE or TAMPER for some readings.</summary>
    StatusFailure,

    /// <summary>The meter sends nothing for 1 to 3 minutes.</summary>
    Silence,
}
