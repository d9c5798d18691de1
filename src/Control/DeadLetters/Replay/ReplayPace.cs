namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>Keeps a replay to a rate: the pipeline has live readings to score.</summary>
/// <param name="perSecond">Records a second; 0 as fast as it goes.</param>
/// <param name="time">The clock.</param>
internal sealed class ReplayPace(int perSecond, TimeProvider time)
{
    private const int MostRecords = 500;

    private readonly long _began = time.GetTimestamp();

    /// <summary>Records of one transaction: at most what half a second may carry.</summary>
    public int BatchRecords { get; } = perSecond == 0 ? MostRecords : Math.Clamp(perSecond / 2, 1, MostRecords);

    /// <summary>Waits until so many records may have been sent.</summary>
    public Task WaitAsync(long sent, CancellationToken stop)
    {
        if (perSecond == 0)
        {
            return Task.CompletedTask;
        }

        var wait = TimeSpan.FromSeconds((double)sent / perSecond) - time.GetElapsedTime(_began);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, stop) : Task.CompletedTask;
    }
}
