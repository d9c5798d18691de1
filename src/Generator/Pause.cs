namespace GridFlow.Generator;

/// <summary>Waits that may be cut short without an exception.</summary>
internal static class Pause
{
    /// <summary>True when the time is over, false when stopped.</summary>
    public static async Task<bool> UntilAsync(TimeSpan interval, TimeProvider time, CancellationToken stop)
    {
        await Task.Delay(interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
