namespace GridFlow.Control.Reconciliation;

/// <summary>A stretch of event time that is asked for in one query: whole hours, at most a day.</summary>
/// <param name="FromMs">First ms since 1970.</param>
/// <param name="ToMs">Ms behind the last.</param>
internal readonly record struct EventWindow(long FromMs, long ToMs)
{
    private const long HourMs = 3_600_000;
    private const long MostHours = 24;

    // Nanoseconds of 64 bits, less what InfluxDB keeps for itself; no point can be outside of it.
    private const long FarthestMs = 9_223_372_036_000;

    /// <summary>Windows that hold these times and little else, in their order. Times that InfluxDB has no points of are in none.</summary>
    public static IReadOnlyList<EventWindow> Of(IEnumerable<long> timesMs)
    {
        var windows = new List<EventWindow>();
        foreach (var hour in timesMs.Where(time => time is > -FarthestMs + HourMs and < FarthestMs - HourMs).Select(Hour).Distinct().Order())
        {
            var (from, to) = (hour * HourMs, (hour + 1) * HourMs);
            if (windows.Count > 0 && windows[^1].ToMs == from && from - windows[^1].FromMs < MostHours * HourMs)
            {
                windows[^1] = windows[^1] with { ToMs = to };
            }
            else
            {
                windows.Add(new EventWindow(from, to));
            }
        }

        return windows;
    }

    private static long Hour(long timeMs) => (timeMs >= 0 ? timeMs : timeMs - HourMs + 1) / HourMs;
}
