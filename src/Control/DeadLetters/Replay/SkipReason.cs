namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>Why a dead letter that was meant is not sent, as stable words.</summary>
internal static class SkipReason
{
    /// <summary>It has been replayed as often as it may be.</summary>
    public const string ReplayedTooOften = "replayed_too_often";

    /// <summary>No header says where it came from, and no other topic was given.</summary>
    public const string NoSource = "no_source";

    /// <summary>Part of it was too large for the dead-letter topic, so the original is not here.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>Its clock was ahead, and nobody asked for such by name: later the same wrong time would be taken for a right one.</summary>
    public const string ClockAhead = "clock_ahead_not_asked_for";

    /// <summary>The topic it should go to does not exist.</summary>
    public const string NoTopic = "no_such_topic";

    /// <summary>It is an anomaly that InfluxDB does not have. In the anomalies topic it stands already: sent there again, every other reader would have it twice.</summary>
    public const string Anomaly = "anomaly_stands_in_its_topic";

    /// <summary>The topic it should go to refuses it for its size.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The topic it should go to refuses its timestamp, or it has no key and the topic is compacted.</summary>
    public const string Refused = "refused";
}
