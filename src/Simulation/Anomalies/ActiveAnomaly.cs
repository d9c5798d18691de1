using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>An anomaly under way at one meter.</summary>
/// <param name="label">What is told of it.</param>
/// <param name="slots">How many of the meter's slots it lasts.</param>
internal sealed class ActiveAnomaly(InjectedAnomaly label, int slots)
{
    private int _slotsDone;

    public long EndMs => label.EndMs;

    public bool IsOver => _slotsDone >= slots;

    /// <summary>Changes the meter's next reading; false when it stays out.</summary>
    /// <param name="normal">What it would be.</param>
    /// <param name="last">What the meter sent last.</param>
    /// <param name="reading">What it is.</param>
    public bool Apply(in Measurement normal, in Measurement last, out Measurement reading)
    {
        var index = _slotsDone++;
        reading = label.Kind switch
        {
            AnomalyKind.StatusFailure => normal with { Status = label.Status!.Value },
            AnomalyKind.StuckSensor => Hold(normal, last),
            AnomalyKind.Overheating => Add(normal, label.Magnitude!.Value * AnomalyPlanner.RampShare(index)),
            AnomalyKind.Silence => normal,
            _ => Add(normal, label.Magnitude!.Value),
        };
        return label.Kind != AnomalyKind.Silence;
    }

    private Measurement Add(in Measurement normal, double change) => label.Channel switch
    {
        Channel.Voltage => normal with { VoltageV = normal.VoltageV + change },
        Channel.Current => normal with { CurrentA = normal.CurrentA + change },
        _ => normal with { TemperatureC = normal.TemperatureC + change },
    };

    private Measurement Hold(in Measurement normal, in Measurement last) => label.Channel switch
    {
        Channel.Voltage => normal with { VoltageV = last.VoltageV },
        Channel.Current => normal with { CurrentA = last.CurrentA },
        _ => normal with { TemperatureC = last.TemperatureC },
    };
}
