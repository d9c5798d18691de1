namespace GridFlow.Sinks;

/// <summary>What became of a commit.</summary>
internal enum CommitOutcome
{
    /// <summary>Results and positions are durable.</summary>
    Committed,

    /// <summary>The results are durable, the positions could not be committed now: ask again.</summary>
    PositionsPending,

    /// <summary>Nothing of what was sent since the last commit has happened, for certain: send again what is still owned.</summary>
    Aborted,

    /// <summary>It is not known whether results and positions, together, are durable: go back to what the group has committed.</summary>
    Unknown,
}
