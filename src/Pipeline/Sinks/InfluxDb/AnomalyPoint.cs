namespace GridFlow.Sinks.InfluxDb;

/// <summary>What InfluxDB gets of an anomaly. Symbols stand as the writer wrote them, so that a newer version's are kept.</summary>
/// <param name="MeterId">Meter.</param>
/// <param name="AnomalyType">The rule that spoke.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Channel">The channel it is about.</param>
/// <param name="EventTimeMs">The reading's timestamp, ms since 1970-01-01 UTC.</param>
/// <param name="Value">The channel's value, in its unit; of a status its position in the schema's enum.</param>
/// <param name="DeviationSigma">(value − mean) / stddev; 0 where it does not apply.</param>
/// <param name="ThresholdSigma">Threshold in force; 0 where none applies.</param>
/// <param name="Mean">Mean of the window; 0 where it does not apply.</param>
/// <param name="StdDev">Standard deviation of the window; 0 where it does not apply.</param>
/// <param name="FeederId">Feeder of the meter; null when the reading names none.</param>
internal readonly record struct AnomalyPoint(
    string MeterId,
    string AnomalyType,
    string Severity,
    string Channel,
    long EventTimeMs,
    double Value,
    double DeviationSigma,
    double ThresholdSigma,
    double Mean,
    double StdDev,
    string? FeederId = null);
