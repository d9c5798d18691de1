using GridFlow.Sinks;

namespace GridFlow.Topology;

/// <summary>Which stage of the graph has to move next, and how one sees that it does.</summary>
/// <remarks>
/// A stage that waits for room behind it is not the one: back-pressure ends where somebody is at work, or waits for a server, and only that one is looked at.
/// </remarks>
internal static class GraphProgress
{
    public const string Decode = "decode";
    public const string FanOut = "fan-out";
    public const string Publish = "publish";

    public static IReadOnlyList<StageProgress> Of(IReadOnlyList<BlockProbe> probes, Publisher publisher, bool asksRegistry, bool brokersAway)
    {
        var lanesBusy = probes.Any(probe => IsLane(probe) && (probe.IsAtWork || probe.Status.QueueLength > 0));
        return [.. probes.Select(probe => probe.Name switch
        {
            Decode => Of(probe, probe.HasWork && !asksRegistry),
            // It does nothing but wait for room in a lane.
            FanOut => Of(probe, probe.HasWork && !lanesBusy),
            Publish => Publishing(probe, publisher, brokersAway),
            _ => Of(probe, probe.HasWork),
        })];
    }

    private static StageProgress Publishing(BlockProbe probe, Publisher publisher, bool brokersAway)
    {
        var longestCall = publisher.LongestCall;
        var waits = brokersAway || (longestCall is null && probe.IsAtWork);
        // With results that are not committed its looks at the clock are no progress, only commits are.
        var (hasWork, steps) = publisher.HasUncommitted ? (true, publisher.Rounds) : (probe.HasWork, probe.Ended);
        return new StageProgress(probe.Name, hasWork && !waits, steps, longestCall ?? TimeSpan.Zero);
    }

    private static bool IsLane(BlockProbe probe) => probe.Name is not (Decode or FanOut or Publish);

    private static StageProgress Of(BlockProbe probe, bool hasWork) => new(probe.Name, hasWork, probe.Ended, TimeSpan.Zero);
}
