namespace GridFlow.Readings;

/// <summary>One reading of one meter as a producer makes it: the Avro record <c>gridflow.v1.SensorReading</c>.</summary>
/// <param name="MeterId">Meter, 1 to 128 bytes of UTF-8.</param>
/// <param name="EventTimeMs">When the meter measured, ms since 1970-01-01 UTC.</param>
/// <param name="VoltageV">RMS voltage, V.</param>
/// <param name="CurrentA">RMS current, A.</param>
/// <param name="TemperatureC">Temperature of the meter, °C.</param>
/// <param name="Status">What the meter says of itself.</param>
/// <param name="FeederId">Feeder that supplies the meter; null when unknown.</param>
public readonly record struct SensorReading(
    string MeterId,
    long EventTimeMs,
    double VoltageV,
    double CurrentA,
    double TemperatureC,
    MeterStatus Status,
    string? FeederId);
