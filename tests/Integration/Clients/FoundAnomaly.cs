namespace GridFlow.Integration.Clients;

/// <summary>One record of the anomalies topic.</summary>
internal sealed record FoundAnomaly(string Id, string Type, string MeterId, long EventTimeMs, double DeviationSigma);
