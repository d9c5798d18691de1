using System.Globalization;

namespace GridFlow.Simulation;

/// <summary>Times as recordings write them.</summary>
internal static class ReplayTimestamp
{
    public const string Expected = "a time (2006-12-16T17:24:00, 2006-12-16 17:24:00, with Z or an offset, or ms since 1970; UTC when nothing is said)";

    // The latest a SensorReading may hold without overflowing elsewhere: year 9999.
    private const long LastMs = 253_402_300_799_999;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
    ];

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
