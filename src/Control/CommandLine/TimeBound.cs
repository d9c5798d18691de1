using System.Globalization;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.CommandLine;

/// <summary>A time as people give it: a moment, or so long ago.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Moment">The moment; null when <paramref name="Ago"/> is set.</param>
/// <param name="Ago">How long ago; null when <paramref name="Moment"/> is set.</param>
public sealed record TimeBound(string Text, DateTimeOffset? Moment, TimeSpan? Ago)
{
    /// <summary>What is understood, for messages.</summary>
    public const string Allowed = "a time such as 2026-11-24T12:00:00Z (UTC when it says nothing else), or so long ago: 30m, 2h, 1d";

    /// <summary>Reads a time; null when it is none.</summary>
    public static TimeBound? Parse(string text)
    {
        if (DurationText.TryParse(text, out var ago) && ago >= TimeSpan.Zero)
        {
            return new TimeBound(text, null, ago);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) && text.Contains('-', StringComparison.Ordinal)
            ? new TimeBound(text, moment, null)
            : null;
    }

    /// <summary>The moment it means.</summary>
    public DateTimeOffset At(DateTimeOffset now) => Moment ?? now - Ago!.Value;
}
