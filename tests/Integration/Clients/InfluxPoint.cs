namespace GridFlow.Integration.Clients;

/// <summary>One point of the measurement.</summary>
internal sealed record InfluxPoint(string MeterId, string AnomalyType, string Severity, string Channel, long EventTimeMs, double Value, string FeederId = "")
{
    /// <summary>The anomaly's id, as the data model makes it.</summary>
    public string AnomalyId => $"{MeterId}:{EventTimeMs}:{AnomalyType}";
}
