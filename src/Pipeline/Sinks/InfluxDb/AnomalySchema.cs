namespace GridFlow.Sinks.InfluxDb;

/// <summary>What is known of one schema id of the anomalies topic.</summary>
/// <param name="Reader">Reads its records; null when none can be read.</param>
/// <param name="Reason">Why none can be read.</param>
internal sealed record AnomalySchema(AnomalyReader? Reader, string Reason);
