namespace GridFlow.Simulation;

/// <summary>How a residential day looks, by time of day in UTC.</summary>
/// <remarks>Slow on purpose: within 5 minutes the load moves by less than 1.5 % of its peak, so that normal readings stay stationary in the detector's window.</remarks>
internal static class DailyCurve
{
    private const double MsPerHour = 3_600_000;

    /// <summary>Load between about 0.35 (night) and 1 (evening): a peak at 07:30 and a higher one at 19:30.</summary>
    public static double Load(long eventTimeMs)
    {
        var hour = HourOfDay(eventTimeMs);
        return 0.35 + (0.35 * Peak(hour, 7.5, 1.3)) + (0.62 * Peak(hour, 19.5, 2.2));
    }

    /// <summary>Outdoor temperature, °C: 12 at 03:00 to 24 at 15:00.</summary>
    public static double AmbientC(long eventTimeMs) => 18 + (6 * Math.Cos((HourOfDay(eventTimeMs) - 15) * (Math.PI / 12)));

    private static double HourOfDay(long eventTimeMs)
    {
        var hour = eventTimeMs / MsPerHour % 24;
        return hour < 0 ? hour + 24 : hour;
    }

    private static double Peak(double hour, double centre, double width)
    {
        var distance = Math.Abs(hour - centre);
        distance = Math.Min(distance, 24 - distance);
        return Math.Exp(-0.5 * distance * distance / (width * width));
    }
}
