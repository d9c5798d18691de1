namespace GridFlow.Sinks.Live;

/// <summary>What a subscriber gets: an anomaly, or word of what it has missed. Exactly one of the two is set.</summary>
public readonly record struct LiveEvent(AnomalyNotice? Anomaly, LiveGap? Gap);

/// <summary>Anomalies that passed a subscriber's filter while its queue was full.</summary>
/// <param name="Missed">How many.</param>
/// <param name="FirstDetectedAtMs">Detection time of the first, ms since 1970-01-01 UTC.</param>
/// <param name="LastDetectedAtMs">Detection time of the last, ms since 1970-01-01 UTC.</param>
public sealed record LiveGap(long Missed, long FirstDetectedAtMs, long LastDetectedAtMs);
