namespace GridFlow.Control.Services.Anomalies.Decoding;

/// <summary>What is known of one schema id of the anomalies topic.</summary>
/// <param name="Reader">Reads its records; null when none can be read.</param>
/// <param name="Reason">Why none can be read.</param>
internal sealed record NoticeSchema(NoticeReader? Reader, string Reason);
