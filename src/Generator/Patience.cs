namespace GridFlow.Generator;

/// <summary>Looks for a server until it answers or the time is over, and says so while it does.</summary>
internal sealed class Patience(TimeProvider time, TimeSpan giveUpAfter, IProgressView view)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    /// <summary>Tries until <paramref name="attempt"/> has no complaint.</summary>
    /// <param name="server">Name, address and option for messages.</param>
    /// <param name="attempt">Returns what is wrong; null when nothing is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServerMissingException">The time is over.</exception>
    public async Task WaitAsync(string server, Func<CancellationToken, Task<string?>> attempt, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();

        // The first complaint is often a topic that is being made right now: it is worth a line when it comes twice.
        var sayAt = Between / 2;
        while (await attempt(cancellationToken) is { } complaint)
        {
            var waited = time.GetElapsedTime(startedAt);
            if (waited >= giveUpAfter)
            {
                throw new ServerMissingException($"{server}: {complaint}. Gave up after {giveUpAfter.TotalSeconds:0} s (--give-up-after).");
            }

            if (waited >= sayAt)
            {
                view.Warn($"{server}: {complaint}. Trying again for {(giveUpAfter - waited).TotalSeconds:0} s.");
                sayAt = waited + SayEvery;
            }

            await Task.Delay(Between, time, cancellationToken);
        }
    }
}
