using GridFlow.Detection;

namespace GridFlow.Decoding;

/// <summary>What a reading must keep to be believed.</summary>
internal sealed class DecodeLimits(DetectionOptions options)
{
    /// <summary>9999-12-31T23:59:59.999Z: what other programs can still show as a date.</summary>
    public const long MaxEventTimeMs = 253_402_300_799_999;

    public long ClockLeadMs { get; } = (long)options.ClockLead.TotalMilliseconds;

    public ChannelOptions Voltage { get; } = options.Voltage;

    public ChannelOptions Current { get; } = options.Current;

    public ChannelOptions Temperature { get; } = options.Temperature;
}
