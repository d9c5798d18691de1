using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios;

/// <summary>A result sink that takes nothing for one second in every five.</summary>
internal sealed class SlowSinkScenario(RunOptions options) : Scenario(options)
{
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    public override string Name => "slow-sink";

    public override string Summary => $"{Rate:N0} readings/s while the result sink takes nothing for {Stopped.TotalSeconds:N0} s in every {Period.TotalSeconds:N0}";

    public override bool StopsResults => true;

    public override double Rate => Options.Rate ?? 5_000;

    public override async Task AlongsideAsync(ScenarioContext context, CancellationToken stop)
    {
        context.Note($"the sink is slowed so: {context.Place.HowResultsStop}");
        for (var at = Period - Stopped; at + Stopped < Duration; at += Period)
        {
            await context.AtAsync(at, stop);
            context.Event("sink stops");
            await context.Place.SetResultsAsync(available: false);
            try
            {
                await context.AtAsync(at + Stopped, stop);
            }
            finally
            {
                await context.Place.SetResultsAsync(available: true);
                context.Event("sink is back");
            }
        }
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place),
        // A pause of one second, the time to notice that it is over, and to catch up.
        StandardThresholds.Latency(3_000),
        Threshold.Most("fill of the fullest queue", 1, "× capacity", m => m.Samples.Max(sample => sample.QueueFill)),
    ];
}
