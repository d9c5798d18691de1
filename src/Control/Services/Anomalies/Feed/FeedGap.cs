using GridFlow.Control.Services.Anomalies.Topic;

namespace GridFlow.Control.Services.Anomalies.Feed;

/// <summary>A stretch of the stream that a subscriber does not get.</summary>
/// <param name="From">The place in front of the first that is missing.</param>
/// <param name="Until">The place behind the last that is missing.</param>
/// <param name="Missed">Anomalies that it wanted; 0 when nobody can know.</param>
/// <param name="FirstDetectedAtMs">Detection of the first, ms since 1970-01-01 UTC; null when nobody can know.</param>
/// <param name="LastDetectedAtMs">Detection of the last.</param>
/// <param name="IsLost">Kafka no longer has it.</param>
internal sealed record FeedGap(TopicPositions From, TopicPositions Until, long Missed, long? FirstDetectedAtMs, long? LastDetectedAtMs, bool IsLost)
{
    /// <summary>What retention has taken.</summary>
    public static FeedGap Lost(TopicPositions from, TopicPositions until) => new(from, until, 0, null, null, IsLost: true);
}
