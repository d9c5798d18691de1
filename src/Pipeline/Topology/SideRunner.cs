using GridFlow.Telemetry;

namespace GridFlow.Topology;

/// <summary>Keeps a side of the instance running: what fails there is told and begun anew, and never stops alerting.</summary>
/// <param name="side">Name of the side; the board's subject is this and "run", because the side may have conditions under its own name.</param>
/// <param name="run">Runs it until told to stop; called again after a failure.</param>
/// <param name="conditions">Told what has failed, until the side has run for a while again.</param>
/// <param name="time">The clock.</param>
public sealed class SideRunner(string side, Func<CancellationToken, Task> run, ConditionBoard conditions, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly string _subject = $"{side} run";

    /// <summary>Runs until told to stop. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                var running = run(stop);
                await EndOf(Task.WhenAny(running, Task.Delay(LongestPause, time, stop)));
                if (!running.IsCompleted)
                {
                    conditions.Clear(_subject);
                }

                await running;
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
                conditions.Raise(_subject, $"the {side} has failed and begins anew: {e.Message}");
            }

            pause = time.GetElapsedTime(began) > LongestPause ? FirstPause : pause;
            await EndOf(Task.Delay(pause, time, stop));
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static Task EndOf(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
