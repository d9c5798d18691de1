using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios;

/// <summary>A polite restart and a kill under load.</summary>
internal sealed class RestartScenario(RunOptions options) : Scenario(options)
{
    private const string BackAfterStop = "SIGTERM";
    private const string BackAfterKill = "SIGKILL";
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public override string Name => "restart";

    public override string Summary => $"{Rate:N0} readings/s while the pipeline is restarted, politely at a third and with SIGKILL at two thirds";

    public override double Rate => Options.Rate ?? 5_000;

    public override async Task AlongsideAsync(ScenarioContext context, CancellationToken stop)
    {
        await RestartAsync(context, Duration / 3, kill: false, BackAfterStop, stop);
        await RestartAsync(context, Duration * 2 / 3, kill: true, BackAfterKill, stop);
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place),
        Threshold.Most("SIGTERM to the next anomaly at the reader, restart included", 20, "s", m => m.Figure(BackAfterStop)),
        Threshold.Most("SIGKILL to the next anomaly at the reader, restart and dead session included", 30, "s", m => m.Figure(BackAfterKill)),
    ];

    private async Task RestartAsync(ScenarioContext context, TimeSpan at, bool kill, string signal, CancellationToken stop)
    {
        await context.AtAsync(at, stop);
        context.Event(signal);
        var began = context.Clock.Elapsed;
        await context.Pipeline.EndAsync(kill);
        var seen = context.Reader.Distinct;
        await context.Pipeline.StartAsync(Partitions, stop);
        context.Event("runs again");
        if (await NextAsync(() => context.Reader.Distinct > seen, context.Clock, stop))
        {
            context.Figure(signal, Math.Round((context.Clock.Elapsed - began).TotalSeconds, 2));
        }
        else
        {
            // Without a figure the threshold is broken.
            context.Event($"no anomaly within {LongestSilence.TotalSeconds:N0} s");
        }
    }

    /// <summary>Waits for something, and not for ever.</summary>
    internal static async Task<bool> NextAsync(Func<bool> hasCome, LoadClock clock, CancellationToken stop)
    {
        for (var began = clock.Elapsed; !hasCome(); await Task.Delay(Look, clock.Time, stop))
        {
            if (clock.Elapsed - began >= LongestSilence)
            {
                return false;
            }
        }

        return true;
    }
}
