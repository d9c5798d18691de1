using GridFlow.Decoding;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Control.DeadLetters;

/// <summary>The codes that stand in the dead-letter topic, whichever part of GridFlow sends them.</summary>
internal static class QueueCodes
{
    /// <summary>Those of readings, then those of anomalies.</summary>
    public static IReadOnlyList<string> All { get; } = [.. DeadLetterCodes.All, .. AnomalyDeadLetterCodes.All];

    /// <summary>Whether the record is one of the anomalies topic.</summary>
    public static bool IsOfAnomaly(string? code) => code is not null && AnomalyDeadLetterCodes.All.Contains(code);
}
