using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>Ground truth: one anomaly that the simulator injected. A line of the labels file.</summary>
public sealed record InjectedAnomaly
{
    /// <summary><c>A-000001</c>, <c>A-000002</c>, … in the order of injection.</summary>
    public required string Id { get; init; }

    /// <summary>What was injected.</summary>
    public required AnomalyKind Kind { get; init; }

    /// <summary>The meter.</summary>
    public required string MeterId { get; init; }

    /// <summary>Its feeder.</summary>
    public required string FeederId { get; init; }

    /// <summary>The channel it shows in; STATUS for a status failure and for silence.</summary>
    public required Channel Channel { get; init; }

    /// <summary>Event time of the first affected slot, ms since 1970-01-01 UTC.</summary>
    public required long StartMs { get; init; }

    /// <summary>Event time of the last affected slot. A run that stops earlier cuts the anomaly short.</summary>
    public required long EndMs { get; init; }

    /// <summary>Signed change at its full height, or length in seconds (stuck sensor, silence); null for a status failure.</summary>
    public double? Magnitude { get; init; }

    /// <summary>Unit of <see cref="Magnitude"/>: <c>V</c>, <c>A</c>, <c>°C</c> or <c>s</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Size of the change in the first affected reading, in standard deviations of the meter's noise over 5 minutes; null where nothing deviates.</summary>
    public double? OnsetSigmas { get; init; }

    /// <summary>What the meter reports during a status failure.</summary>
    public MeterStatus? Status { get; init; }

    /// <summary>Anomaly types of the contract; a detector has found it when it raises one of them.</summary>
    public required IReadOnlyList<string> ExpectedTypes { get; init; }

    /// <summary>
    /// Any rule of 2.5 to 4 sigma over 5 minutes must see it in its first reading: at least 10 noise sigmas, and at least
    /// <see cref="GridSimulator.LargeWindowReadings"/> undisturbed readings of this meter in the 5 minutes before; or a status failure.
    /// </summary>
    public required bool Large { get; init; }
}
