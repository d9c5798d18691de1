using GridFlow.Control.Services.Anomalies.Decoding;
using GridFlow.Control.Services.Anomalies.Feed;
using GridFlow.Control.Services.Anomalies.Topic;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Where a subscription gets its anomalies from; the same for all.</summary>
internal sealed record SessionSources(IAnomalyTopic Topic, AnomalyTail Tail, AnomalyFeed Feed, NoticeDecoder Decoder, StartFinder Starts, ReplaySlots Slots, TimeProvider Time)
{
    // The feed gets the next anomalies within milliseconds of a commit.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Lets the feed come further.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(Pause, Time, cancellationToken);
}
