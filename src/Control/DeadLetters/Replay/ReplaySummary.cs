namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>What <c>gridflow dlq replay --json</c> writes.</summary>
/// <param name="Topic">The dead-letter topic.</param>
/// <param name="Position">Consumer group that the position is committed under.</param>
/// <param name="DryRun">Nothing was written.</param>
/// <param name="Complete">All that was there when it began has been seen; false when it was interrupted or has reached its limit.</param>
/// <param name="Seen">Records looked at.</param>
/// <param name="Sent">Records that went back (with <paramref name="DryRun"/>: would go).</param>
/// <param name="SentByCode">The same by code.</param>
/// <param name="Skipped">Records that were meant and left, by reason.</param>
internal sealed record ReplaySummary(
    string Topic, string Position, bool DryRun, bool Complete, long Seen, long Sent, IReadOnlyDictionary<string, long> SentByCode, IReadOnlyDictionary<string, long> Skipped);
