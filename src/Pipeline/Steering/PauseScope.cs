namespace GridFlow.Steering;

/// <summary>What a pause is of: everything, one partition, or one feeder. At most one of the two is set.</summary>
/// <param name="Partition">The partition of the readings' topic.</param>
/// <param name="FeederId">The feeder.</param>
public readonly record struct PauseScope(int? Partition, string? FeederId)
{
    /// <summary>Everything.</summary>
    public static PauseScope All => default;

    /// <summary>Whether it is everything.</summary>
    public bool IsAll => Partition is null && FeederId is null;
}
