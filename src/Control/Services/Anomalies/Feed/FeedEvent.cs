namespace GridFlow.Control.Services.Anomalies.Feed;

/// <summary>What comes out of a subscription: an anomaly, or word of what is missing. Exactly one of the two is set.</summary>
internal readonly record struct FeedEvent(FeedItem? Item, FeedGap? Gap)
{
    /// <summary>The stream's place behind it.</summary>
    public Topic.TopicPositions After => Item?.After ?? Gap!.Until;
}
