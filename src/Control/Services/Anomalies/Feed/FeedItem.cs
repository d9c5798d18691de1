using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.Sinks.Live;
using GridFlow.V1;

namespace GridFlow.Control.Services.Anomalies.Feed;

/// <summary>One anomaly of the topic with its place in the stream.</summary>
/// <param name="Notice">The anomaly.</param>
/// <param name="Before">The stream's place in front of it.</param>
/// <param name="After">The stream's place behind it.</param>
/// <param name="Message">What subscribers get: made once and never changed, for it is sent to all of them.</param>
internal sealed record FeedItem(AnomalyNotice Notice, TopicPositions Before, TopicPositions After, SubscribeAnomaliesResponse Message);
