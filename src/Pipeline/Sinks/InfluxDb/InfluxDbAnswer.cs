namespace GridFlow.Sinks.InfluxDb;

/// <summary>What came of a write.</summary>
/// <param name="Outcome">The class of the answer.</param>
/// <param name="Message">The server's own words, or what went wrong on the way; empty when it went well.</param>
/// <param name="RetryAfter">How long the server asks to be left alone.</param>
internal readonly record struct InfluxDbAnswer(InfluxDbOutcome Outcome, string Message, TimeSpan RetryAfter = default)
{
    public static InfluxDbAnswer Written { get; } = new(InfluxDbOutcome.Written, "");
}
