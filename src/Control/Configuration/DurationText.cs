using System.Globalization;

namespace GridFlow.Control.Configuration;

/// <summary>Reads times as people write them: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>, <c>hh:mm:ss</c>.</summary>
public static class DurationText
{
    /// <summary>What is understood, for messages.</summary>
    public const string Allowed = "a time such as 250ms, 30s, 5m, 1h or 00:05:00";

    /// <summary>Reads a time; false when it is none.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        // A bare number would be days to TimeSpan, and seconds to everybody else: refused.
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
        }

        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        var milliseconds = text[digits.Length..] switch
        {
            "ms" => 1.0,
            "s" => 1_000,
            "m" or "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        if (milliseconds == 0
            || !double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || !(number * milliseconds < TimeSpan.MaxValue.TotalMilliseconds))
        {
            return false;
        }

        value = TimeSpan.FromMilliseconds(number * milliseconds);
        return true;
    }

    /// <summary>Writes a time for people: <c>5 minutes</c>.</summary>
    public static string Words(TimeSpan value) => value switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.#} seconds"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{value.TotalMinutes:0.#} minutes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value.TotalHours:0.#} hours"),
    };

    /// <summary>Writes a time so that <see cref="TryParse"/> reads it.</summary>
    public static string Format(TimeSpan value) => value switch
    {
        { TotalMilliseconds: < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0.###}ms"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.###}s"),
        _ => value.ToString("c", CultureInfo.InvariantCulture),
    };
}
