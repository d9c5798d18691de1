using GridFlow.Readings;

namespace GridFlow.Steering;

/// <summary>What a threshold is for: all, one channel, or all channels of one meter. At most one of the two is set; the narrowest applies.</summary>
/// <param name="Channel">Voltage, current or temperature.</param>
/// <param name="MeterId">The meter.</param>
public readonly record struct ThresholdScope(Channel? Channel, string? MeterId)
{
    /// <summary>All channels of all meters.</summary>
    public static ThresholdScope Global => default;
}
