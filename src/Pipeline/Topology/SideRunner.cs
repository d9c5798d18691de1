using GridFlow.Telemetry;

namespace GridFlow.Topology;

/// <summary>Keeps a side of the instance running: what fails there is told and begun anew, and never stops alerting.</summary>
/// <param name="subject">Name of the side on the board.</param>
/// <param name="run">Runs it until told to stop; called again after a failure.</param>
/// <param name="conditions">Told what has failed; cleared by the side itself once it works again.</param>
/// <param name="time">The clock.</param>
public sealed class SideRunner(string subject, Func<CancellationToken, Task> run, ConditionBoard conditions, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Runs until told to stop. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                await run(stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, alarms go on, and the board says it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                conditions.Raise(subject, $"has failed and begins anew: {e.GetBaseException().Message}");
            }

            pause = time.GetElapsedTime(began) > LongestPause ? FirstPause : pause;
            await Task.Delay(pause, time, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
