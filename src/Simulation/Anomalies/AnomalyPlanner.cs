using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>Draws how big and how long an anomaly of a kind is, for one meter.</summary>
internal sealed class AnomalyPlanner(DeterministicRandom random, TimeSpan meterPeriod)
{
    private const double NominalV = 230;

    private static readonly MeterStatus[] Failures = [MeterStatus.Degraded, MeterStatus.Fault, MeterStatus.Offline, MeterStatus.Tamper];

    /// <summary>How much of an overheating has been reached in its n-th reading.</summary>
    public static double RampShare(int index) => index switch { 0 => 0.4, 1 => 0.7, _ => 1 };

    public AnomalyPlan Plan(AnomalyKind kind, in MeterProfile meter) => kind switch
    {
        AnomalyKind.Spike => Spike(meter),
        AnomalyKind.Sag => ToVoltage(meter, NominalV * random.NextBetween(0.70, 0.88), "VOLTAGE_SAG"),
        AnomalyKind.Swell => ToVoltage(meter, NominalV * random.NextBetween(1.12, 1.20), "VOLTAGE_SWELL"),
        AnomalyKind.LevelShift => LevelShift(meter),
        AnomalyKind.StuckSensor => Lasting((Channel)random.NextIndex(3), Slots(60, 180, least: 30), "STUCK_SENSOR"),
        AnomalyKind.Overheating => Overheating(meter),
        AnomalyKind.StatusFailure => new AnomalyPlan(Channel.Status, 3 + random.NextIndex(18), ["EQUIPMENT_FAILURE"])
        {
            Status = Failures[random.NextIndex(Failures.Length)],
        },
        AnomalyKind.Silence => Lasting(Channel.Status, Slots(60, 180, least: 10), "METER_SILENT"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };

    private AnomalyPlan Spike(in MeterProfile meter)
    {
        var channel = (Channel)random.NextIndex(3);
        return Change(channel, Sigmas(channel, meter), slots: 1, meter, []);
    }

    private AnomalyPlan LevelShift(in MeterProfile meter)
    {
        var channel = (Channel)random.NextIndex(2);
        return Change(channel, Sigmas(channel, meter), Slots(120, 360, least: 10), meter, ["LEVEL_SHIFT"]);
    }

    private AnomalyPlan Overheating(in MeterProfile meter)
    {
        var riseC = random.NextBetween(15, 35);
        var plan = Change(Channel.Temperature, riseC, Slots(60, 240, least: 5), meter, []);
        return plan with { OnsetSigmas = riseC * RampShare(0) / meter.TemperatureSigmaC };
    }

    private AnomalyPlan ToVoltage(in MeterProfile meter, double targetV, string type) =>
        Change(Channel.Voltage, targetV - meter.ExpectedV, slots: 3 + random.NextIndex(8), meter, [type]);

    // A current cannot fall by many sigmas: it would be negative.
    private double Sigmas(Channel channel, in MeterProfile meter) =>
        random.NextBetween(12, 25) * Sigma(channel, meter) * (channel == Channel.Current || random.NextCoin() ? 1 : -1);

    private AnomalyPlan Lasting(Channel channel, int slots, string type) => new(channel, slots, [type])
    {
        Magnitude = Math.Round(slots * meterPeriod.TotalSeconds, 3),
        Unit = "s",
    };

    private static AnomalyPlan Change(Channel channel, double change, int slots, in MeterProfile meter, string[] moreTypes)
    {
        var (type, unit) = channel switch
        {
            Channel.Voltage => ("VOLTAGE_DEVIATION", "V"),
            Channel.Current => ("CURRENT_DEVIATION", "A"),
            _ => ("TEMPERATURE_DEVIATION", "°C"),
        };
        return new AnomalyPlan(channel, slots, [type, .. moreTypes])
        {
            Magnitude = Math.Round(change, 3),
            Unit = unit,
            OnsetSigmas = Math.Abs(change) / Sigma(channel, meter),
        };
    }

    private static double Sigma(Channel channel, in MeterProfile meter) => channel switch
    {
        Channel.Voltage => meter.VoltageSigmaV,
        Channel.Current => meter.CurrentSigmaA,
        _ => meter.TemperatureSigmaC,
    };

    private int Slots(double fromSeconds, double toSeconds, int least) =>
        Math.Max(least, (int)Math.Round(random.NextBetween(fromSeconds, toSeconds) / meterPeriod.TotalSeconds));
}
