using GridFlow.Control.CommandLine;

namespace GridFlow.Control.DeadLetters;

/// <summary>Says which records are meant, with times as moments.</summary>
internal sealed class DeadLetterFilter(DeadLetterChoice choice, DateTimeOffset now)
{
    private readonly HashSet<string> _codes = [.. choice.Codes];

    /// <summary>First moment that counts; null when all do.</summary>
    public DateTimeOffset? Since { get; } = choice.Since?.At(now);

    /// <summary>First moment that counts no longer; null when all do.</summary>
    public DateTimeOffset? Until { get; } = choice.Until?.At(now);

    /// <summary>Whether codes have been asked for by name.</summary>
    public bool Names(string code) => _codes.Contains(code);

    /// <summary>Whether a record is meant. One that somebody else wrote has neither code nor source, and one without a timestamp no time.</summary>
    public bool Fits(DeadLetterRecord record) =>
        (_codes.Count == 0 || (record.Code is { } code && _codes.Contains(code)))
        && (choice.Source is not { } source || (record.SourceTopic == source.Topic && (source.Partition is null || record.SourcePartition == source.Partition)))
        && (Since is null || record.Timestamp >= Since)
        && (Until is null || record.Timestamp < Until);
}
