namespace GridFlow.Checkpoints;

/// <summary>A snapshot that could have been used and was not.</summary>
/// <param name="Name">Which.</param>
/// <param name="Reason">Why, as a word for metrics.</param>
/// <param name="Detail">Why, as a sentence.</param>
internal sealed record SkippedSnapshot(SnapshotName Name, SkipReason Reason, string Detail);

/// <summary>Why a snapshot was not used.</summary>
internal enum SkipReason
{
    /// <summary>It is torn, or has changed since it was written.</summary>
    Damaged,

    /// <summary>It is of another topic of the same name.</summary>
    OtherTopic,

    /// <summary>It was taken under settings that give its numbers another meaning.</summary>
    OtherSettings,

    /// <summary>Somebody removed it meanwhile.</summary>
    Gone,
}
