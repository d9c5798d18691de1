namespace GridFlow.Control.DeadLetters;

/// <summary>What <c>gridflow dlq stats --json</c> writes.</summary>
/// <param name="Topic">The dead-letter topic.</param>
/// <param name="Count">Records that fit.</param>
/// <param name="Replayed">Of these, such that had been replayed before.</param>
/// <param name="Codes">By code, the most frequent first.</param>
/// <param name="Sources">By topic and partition they were read from.</param>
/// <param name="BarSeconds">How long one bar is.</param>
/// <param name="Bars">Over time, oldest first.</param>
internal sealed record DeadLetterStats(
    string Topic, long Count, long Replayed, IReadOnlyList<DeadLetterCount> Codes, IReadOnlyList<DeadLetterCount> Sources, int BarSeconds, IReadOnlyList<DeadLetterBar> Bars);

/// <summary>How many there are of one kind.</summary>
/// <param name="Name">Code or source.</param>
/// <param name="Count">How many.</param>
/// <param name="First">When the first became a dead letter.</param>
/// <param name="Last">When the last did.</param>
internal sealed record DeadLetterCount(string Name, long Count, DateTimeOffset? First, DateTimeOffset? Last);

/// <summary>How many there are of a stretch of time.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="Count">How many.</param>
internal sealed record DeadLetterBar(DateTimeOffset From, long Count);
