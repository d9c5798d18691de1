namespace GridFlow.Load.Scenarios.Running;

/// <summary>Time since the beginning of the load, the same for all of its parts.</summary>
internal sealed class LoadClock(TimeProvider time)
{
    private long _began = time.GetTimestamp();

    public TimeProvider Time => time;

    /// <summary>Wall clock of the beginning, ms since 1970-01-01 UTC.</summary>
    public long StartMs { get; private set; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>The intended time that an event time stands for, and how long ago that is. By the stopwatch alone: a wall clock that is set meanwhile is in no latency.</summary>
    public (TimeSpan Intended, TimeSpan Latency) Since(long eventTimeMs)
    {
        var intended = TimeSpan.FromMilliseconds(eventTimeMs - StartMs);
        return (intended, Elapsed - intended);
    }

    /// <summary>Begins, now.</summary>
    public void Begin()
    {
        // Only the origin of event times, which are whole milliseconds. They round intended times down, so up to 1 ms too much is counted and never too little.
        StartMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        _began = time.GetTimestamp();
    }
}
