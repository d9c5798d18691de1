namespace GridFlow.Readings;

/// <summary>One decoded reading inside a <see cref="ReadingBatch"/>. The meter's id stays where it is, in the batch's bytes.</summary>
/// <param name="EventTimeMs">When the meter measured, ms since 1970-01-01 UTC.</param>
/// <param name="VoltageV">RMS voltage, V; finite.</param>
/// <param name="CurrentA">RMS current, A; finite.</param>
/// <param name="TemperatureC">Temperature of the meter, °C; finite.</param>
/// <param name="MeterHash">64-bit hash of the meter's id.</param>
/// <param name="MeterIdStart">Where the id's UTF-8 bytes start in <see cref="ReadingBatch.Bytes"/>.</param>
/// <param name="MeterIdLength">1 to <see cref="MaxMeterIdBytes"/>.</param>
/// <param name="Status">What the meter says of itself.</param>
/// <param name="Record">The reading's record in <see cref="ReadingBatch.Records"/>.</param>
public readonly record struct Reading(
    long EventTimeMs,
    double VoltageV,
    double CurrentA,
    double TemperatureC,
    ulong MeterHash,
    int MeterIdStart,
    short MeterIdLength,
    MeterStatus Status,
    int Record)
{
    /// <summary>Longest meter id in bytes of UTF-8. Three UUIDs fit; whole messages that land in the field by mistake do not.</summary>
    public const int MaxMeterIdBytes = 128;

    /// <summary>Longest feeder id in bytes of UTF-8. An anomaly repeats its reading, and must fit its topic whatever the reading was.</summary>
    public const int MaxFeederIdBytes = 1024;
}
