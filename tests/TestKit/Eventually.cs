namespace GridFlow.TestKit;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Longest wait of a test that will fail.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Returns as soon as the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not come to hold in time.</exception>
    public static async Task TrueAsync(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (patience ?? Patience))
            {
                throw new TimeoutException($"waited {(patience ?? Patience).TotalSeconds} s in vain: {what}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
