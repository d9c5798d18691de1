namespace GridFlow.Load.Scenarios.Running;

/// <summary>A call that is answered: each arrival begins one and waits for none.</summary>
/// <param name="name">As the report calls it.</param>
/// <param name="clock">That of the load.</param>
/// <param name="call">The call; returns what went wrong, null when nothing did.</param>
/// <param name="mostInFlight">Calls without an answer that are borne. A server that stands still must not fill the memory of who measures it: beyond that an arrival counts as failed.</param>
internal sealed class CallStep(string name, LoadClock clock, Func<Arrival, CancellationToken, Task<string?>> call, int mostInFlight = 5_000) : IStep
{
    private int _inFlight;

    public StepStats Stats { get; } = new(name);

    public async Task SendAsync(Arrival arrival, CancellationToken stop)
    {
        if (Interlocked.Increment(ref _inFlight) > mostInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            Stats.Refused($"more than {mostInFlight} in flight");
            return;
        }

        try
        {
            if (await call(arrival, stop) is { } problem)
            {
                Stats.Refused(problem);
            }
            else
            {
                Stats.Answered(arrival, clock.Elapsed);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Given up by us: neither answered nor failed.
        }
#pragma warning disable CA1031 // Whatever it is, it is the answer to this arrival.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Stats.Refused(e.GetType().Name);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
