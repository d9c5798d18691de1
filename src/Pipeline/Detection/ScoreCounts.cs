namespace GridFlow.Detection;

/// <summary>What became of a batch's readings.</summary>
/// <param name="Scored">Entered the window, and were tested where it was full enough.</param>
/// <param name="Late">Older than their meter's window.</param>
/// <param name="Duplicate">Same meter and timestamp as one that is in the window.</param>
/// <param name="Stale">Of a partition that had moved to another instance.</param>
public readonly record struct ScoreCounts(int Scored, int Late, int Duplicate, int Stale);
