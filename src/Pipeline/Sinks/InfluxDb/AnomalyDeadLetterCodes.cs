namespace GridFlow.Sinks.InfluxDb;

/// <summary>The stable words in dead letters that hold an anomaly and not a reading.</summary>
internal static class AnomalyDeadLetterCodes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [RejectedAnomaly.Refused, RejectedAnomaly.Unwritable, RejectedAnomaly.Unreadable];
}
