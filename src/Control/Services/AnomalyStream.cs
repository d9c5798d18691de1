using GridFlow.Control.Metrics;
using GridFlow.Sinks.Live;

namespace GridFlow.Control.Services;

/// <summary>Carries one subscription to its reader, with heartbeats while nothing happens.</summary>
internal sealed class AnomalyStream(LiveSubscription subscription, DeadlineWriter writer, SubscriberMetrics metrics, TimeSpan heartbeat, TimeProvider time)
{
    /// <summary>Runs until <paramref name="end"/> is cancelled; then it returns, it does not throw.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end);
        await using var events = subscription.ReadAllAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (await CameWithin(next, heartbeat, time))
                {
                    await SendAsync(events.Current, stop.Token);
                    next = events.MoveNextAsync().AsTask();
                }
                else
                {
                    await writer.WriteAsync(AnomalyMapping.Heartbeat(time.GetUtcNow()), stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has left or the instance stops: both are a normal end.
        }
        finally
        {
            // An enumerator must not be disposed while it is asked for the next.
            await stop.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task SendAsync(LiveEvent next, CancellationToken cancellationToken)
    {
        if (next.Gap is { } gap)
        {
            metrics.Gap();
            await writer.WriteAsync(AnomalyMapping.Gap(gap), cancellationToken);
        }
        else
        {
            await writer.WriteAsync(AnomalyMapping.Anomaly(next.Anomaly!), cancellationToken);
        }
    }

    private static async ValueTask<bool> CameWithin(Task<bool> next, TimeSpan limit, TimeProvider time)
    {
        try
        {
            return next.IsCompletedSuccessfully || await next.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
