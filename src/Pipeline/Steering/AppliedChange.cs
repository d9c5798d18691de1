namespace GridFlow.Steering;

/// <summary>What became of a change.</summary>
/// <param name="Revision">Revision in force now. A change that changes nothing makes none and answers with the one that stands.</param>
/// <param name="Made">Whether this call made it; false when there was nothing to change.</param>
/// <param name="EffectiveFrom">
/// First offset per partition that is treated by it. It is durable: whatever dies, no reading in front of it is treated by this revision and none behind it by an
/// older one, in anything that is committed.
/// </param>
/// <param name="Pending">Partitions whose instance has not said within the patience of the call that it has followed; the change stands and they will.</param>
public sealed record AppliedChange(long Revision, bool Made, IReadOnlyDictionary<int, long> EffectiveFrom, IReadOnlyList<int> Pending);
