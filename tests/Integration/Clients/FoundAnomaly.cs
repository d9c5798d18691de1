namespace GridFlow.Integration.Clients;

/// <summary>One record of the anomalies topic.</summary>
internal sealed record FoundAnomaly(string Id, string Type, string MeterId, long EventTimeMs, double DeviationSigma)
{
    /// <summary>What it is about.</summary>
    public (string MeterId, long EventTimeMs) Place => (MeterId, EventTimeMs);
}
