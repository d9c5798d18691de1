namespace GridFlow.Control.Services.Anomalies;

/// <summary>Says when a stream on which nothing happens is due for a heartbeat.</summary>
internal sealed class Pulse(TimeSpan interval, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    public bool IsDue => time.GetElapsedTime(_last) >= interval;

    /// <summary>Now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Something was sent.</summary>
    public void Sent() => _last = time.GetTimestamp();

    /// <summary>Waits until some work has ended, in whatever way, or for one interval; it throws nothing.</summary>
    public async Task<bool> EndsWithinAsync(Task work)
    {
        if (!work.IsCompleted)
        {
            using var over = new CancellationTokenSource();
            await Task.WhenAny(work, Task.Delay(interval, time, over.Token));
            await over.CancelAsync();
        }

        return work.IsCompleted;
    }
}
