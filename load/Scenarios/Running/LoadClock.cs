namespace GridFlow.Load.Scenarios.Running;

/// <summary>Time since the beginning of the load, the same for all of its parts.</summary>
internal sealed class LoadClock(TimeProvider time)
{
    private long _began = time.GetTimestamp();

    public TimeProvider Time => time;

    /// <summary>Wall clock of the beginning, ms since 1970-01-01 UTC.</summary>
    public long StartMs { get; private set; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>Begins, now.</summary>
    public void Begin()
    {
        // To the whole millisecond: event times are whole ones, and a share of one would be added to every latency.
        StartMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        _began = time.GetTimestamp();
    }
}
