namespace GridFlow.Simulation;

/// <summary>What <see cref="GridSimulator"/> simulates. The same options give the same readings, byte for byte.</summary>
public sealed record SimulationOptions
{
    /// <summary>Most meters a simulation may have.</summary>
    public const int MaxMeters = 10_000_000;

    /// <summary>Number of meters, 1 to 10,000,000. Default 1,000. They are called <c>M-0001</c>, <c>M-0002</c>, …</summary>
    public int Meters { get; init; } = 1_000;

    /// <summary>Readings of all meters together per second of event time. Default 1,000; at most 1,000 a second per meter, because event times are whole ms.</summary>
    public double EventRate { get; init; } = 1_000;

    /// <summary>Seed of all randomness. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// Expected share of readings at which an injected anomaly begins, 0 to 1. Default 0.0003: at 1,000 readings/s one begins every 3.3 s.
    /// A meter is left alone for <see cref="QuietBetween"/> after an anomaly, which bounds what high values can reach.
    /// </summary>
    public double AnomalyRate { get; init; } = 0.0003;

    /// <summary>Number of feeders the meters are spread over; null (default) makes one per 50 meters. They are called <c>F-01</c>, <c>F-02</c>, …</summary>
    public int? Feeders { get; init; }

    /// <summary>Event time of the first reading, ms since 1970-01-01 UTC. Default 0.</summary>
    public long StartMs { get; init; }

    /// <summary>No anomaly begins before this event time, ms since 1970-01-01 UTC. Default: from the start.</summary>
    public long QuietUntilMs { get; init; } = long.MinValue;

    /// <summary>Event time a meter is left alone after an anomaly. Default 5 min: the detector's window is clean again.</summary>
    public TimeSpan QuietBetween { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kinds to inject. Default: all.</summary>
    public IReadOnlyList<AnomalyKind> Kinds { get; init; } = Enum.GetValues<AnomalyKind>();

    /// <summary>Feeders after the default has been applied.</summary>
    public int FeederCount => Feeders ?? Math.Max(1, Meters / 50);

    /// <summary>Event time between two readings of one meter.</summary>
    public TimeSpan MeterPeriod => TimeSpan.FromSeconds(Meters / EventRate);

    /// <summary>Everything that is wrong with these options, one sentence each; empty when they are valid.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        Check(Meters is >= 1 and <= MaxMeters, $"meters is {Meters}; allowed are 1 to {MaxMeters}");
        Check(EventRate is >= 0.001 and <= 1e9, $"event rate is {EventRate}; allowed are 0.001 to 1,000,000,000 readings/s");
        Check(!(EventRate > Meters * 1_000.0), $"event rate is {EventRate} for {Meters} meters; allowed are at most 1,000 readings/s a meter");
        Check(AnomalyRate is >= 0 and <= 1, $"anomaly rate is {AnomalyRate}; it is the share of readings at which an anomaly begins, 0 to 1");
        Check(FeederCount >= 1 && FeederCount <= Math.Max(1, Meters), $"feeders is {FeederCount}; allowed are 1 to the number of meters");
        Check(QuietBetween >= TimeSpan.Zero, $"quiet time between anomalies is {QuietBetween}; it cannot be negative");
        Check(Kinds.Count > 0 || AnomalyRate == 0, "no kind of anomaly is chosen; set the anomaly rate to 0 to inject none");
        return faults;

        void Check(bool valid, string fault)
        {
            if (!valid)
            {
                faults.Add(fault);
            }
        }
    }
}
