namespace GridFlow.Telemetry.Tracing;

/// <summary>What a pipeline's spans are about.</summary>
/// <param name="ReadingsTopic">Where batches come from.</param>
/// <param name="AnomaliesTopic">Where results go to.</param>
/// <param name="GroupId">Consumer group.</param>
/// <param name="ClientId">Name of the instance in the group.</param>
internal sealed record TraceNames(string ReadingsTopic, string AnomaliesTopic, string GroupId, string ClientId);
