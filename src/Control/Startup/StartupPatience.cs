using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;

namespace GridFlow.Control.Startup;

/// <summary>Tries again and again, says so, and gives up after <c>Control:StartupTimeout</c>.</summary>
internal sealed class StartupPatience(TimeSpan timeout, InstanceState instance, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>Runs <paramref name="attempt"/> until it returns null.</summary>
    /// <param name="attempt">One try; what is missing as a sentence, or null when nothing is.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="StartupFailedException">Time is up.</exception>
    public async Task UntilReadyAsync(Func<Task<string?>> attempt, string advice, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (await attempt() is { } missing)
        {
            stop.ThrowIfCancellationRequested();
            var left = timeout - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                throw new StartupFailedException($"{missing}; gave up after {DurationText.Format(timeout)} (Control:StartupTimeout).\n{advice}");
            }

            instance.WaitingFor = missing;
            StartupLog.Waiting(log, missing, (int)Math.Ceiling(left.TotalSeconds), advice);
            await Task.Delay(left < Pause ? left : Pause, time, stop);
        }
    }
}
