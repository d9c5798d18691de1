using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>What an anomaly will be, before it has a place in time.</summary>
/// <param name="Channel">Where it shows.</param>
/// <param name="Slots">How many of the meter's slots it lasts.</param>
/// <param name="ExpectedTypes">Contract types, one of which finds it.</param>
internal readonly record struct AnomalyPlan(Channel Channel, int Slots, string[] ExpectedTypes)
{
    public double? Magnitude { get; init; }

    public string? Unit { get; init; }

    public double? OnsetSigmas { get; init; }

    public MeterStatus? Status { get; init; }
}
