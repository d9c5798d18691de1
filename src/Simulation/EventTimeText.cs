using System.Globalization;

namespace GridFlow.Simulation;

/// <summary>Event times as people and recordings write them.</summary>
public static class EventTimeText
{
    /// <summary>What is accepted, to stand after "is not".</summary>
    public const string Expected = "a time (2006-12-16T17:24:00, 2006-12-16 17:24:00, with Z or an offset, or ms since 1970; UTC when nothing is said)";

    // End of the year 9999: a larger number is no date, and would overflow one.
    private const long LastMs = 253_402_300_799_999;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
    ];

    /// <summary>Reads a time.</summary>
    /// <param name="text">As <see cref="Expected"/> says.</param>
    /// <param name="eventTimeMs">Ms since 1970-01-01 UTC.</param>
    /// <returns>False when it is none of these.</returns>
    public static bool TryParse(string text, out long eventTimeMs)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out eventTimeMs))
        {
            return eventTimeMs is >= 0 and <= LastMs;
        }

        const DateTimeStyles AsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var parsed = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, AsUtc, out var time);
        eventTimeMs = time.ToUnixTimeMilliseconds();
        return parsed;
    }
}
