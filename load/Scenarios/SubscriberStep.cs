using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios;

/// <summary>A subscription is one arrival with many answers: what is reported are the anomalies, and each subscription that failed with its reason.</summary>
/// <param name="stats">Of the anomalies.</param>
/// <param name="subscribe">One subscription to its end; returns what went wrong.</param>
internal sealed class SubscriberStep(StepStats stats, Func<Arrival, CancellationToken, Task<string?>> subscribe) : IStep
{
    public StepStats Stats => stats;

    public async Task SendAsync(Arrival arrival, CancellationToken stop)
    {
        try
        {
            if (await subscribe(arrival, stop) is { } problem)
            {
                stats.Refused(problem);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Given up by us: neither answered nor failed.
        }
#pragma warning disable CA1031 // Whatever it is, it is what became of this subscription.
        catch (Exception e)
#pragma warning restore CA1031
        {
            stats.Refused(e.GetType().Name);
        }
    }
}
