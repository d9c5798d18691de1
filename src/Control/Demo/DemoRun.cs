using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Terminal;
using GridFlow.Readings;
using GridFlow.Simulation;
using GridFlow.Topology;

namespace GridFlow.Control.Demo;

/// <summary>One demo from the first reading to the settled last one, on an instance that already serves.</summary>
internal sealed class DemoRun(GridFlowSettings settings, DemoArguments arguments, DemoPlan plan, Instance instance, RecentWarnings warnings, TimeProvider time)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly Scoreboard _scoreboard = new();
    private readonly RateMeter _rate = new(time);
    private readonly long _began = time.GetTimestamp();
    private volatile string? _ending;
    private long _liveSince;

    /// <summary>Runs until stopped, or until the duration is over.</summary>
    /// <exception cref="PipelineFaultException">A stage of the pipeline failed.</exception>
    public async Task<DemoResult> RunAsync(IDemoScreen screen, Action<InjectedAnomaly> onInjected, CancellationToken stop)
    {
        var schemaId = await instance.Registry.RegisterAsync($"{settings.Kafka.ReadingsTopic}-value", GridFlowSchemas.SensorReading, stop);
        using var watch = new DemoWatch(instance.State.LiveFeed, _scoreboard, screen.Alarm);
        using var traffic = new DemoTraffic(settings.Kafka, schemaId, plan.Simulation(arguments, time.GetUtcNow()), Inject, Committed, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var endPipeline = new CancellationTokenSource();
        using var endScreen = new CancellationTokenSource();
        if (arguments.Duration is { } duration)
        {
            end.CancelAfter(duration);
        }

        var pipeline = instance.RunPipelineAsync(endPipeline.Token);
        var watching = watch.RunAsync(endScreen.Token);
        var sending = traffic.RunAsync(end.Token);
        var showing = screen.RunAsync(() => Snapshot(traffic, watch), endScreen.Token);
        try
        {
            await await Task.WhenAny(sending, pipeline);
            _ending = "stopping: settling what is in flight";
            await end.CancelAsync();
            await sending;
            traffic.Flush(FlushLimit);
            var settled = await UntilAsync(() => Settled(traffic.Progress.Acknowledged), SettleLimit);
            await endPipeline.CancelAsync();
            var drained = await pipeline;
            await UntilAsync(() => watch.Seen >= Alarms(instance.State.GetStatus()), TimeSpan.FromSeconds(1));
            _ending = "stopped";
            return Result(traffic, settled && drained);
        }
        finally
        {
            // In this order also after a fault: the screen's last frame must stand before anything else is written.
            await end.CancelAsync();
            await endPipeline.CancelAsync();
            await endScreen.CancelAsync();
            await showing;
            await watching;
        }

        void Inject(InjectedAnomaly label)
        {
            _scoreboard.Add(label);
            onInjected(label);
        }
    }

    private long Committed() => instance.State.GetStatus().Partitions.Sum(partition => Math.Max(0, partition.Committed));

    private bool Settled(long sent)
    {
        var counts = instance.State.GetStatus().Conservation;
        return counts.Consumed >= sent && counts.InFlight == 0;
    }

    private static long Alarms(PipelineStatus status) => status.Anomalies.Where(anomaly => anomaly.Severity >= Detection.Severity.Warning).Sum(anomaly => anomaly.Count);

    private async Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit)
    {
        var began = time.GetTimestamp();
        while (!condition())
        {
            if (time.GetElapsedTime(began) > limit)
            {
                return false;
            }

            await Task.Delay(Poll, time);
        }

        return true;
    }

    private DemoSnapshot Snapshot(DemoTraffic traffic, DemoWatch watch)
    {
        var status = instance.State.GetStatus();
        return new DemoSnapshot(
            time.GetElapsedTime(_began),
            _ending ?? traffic.Phase,
            status,
            _rate.Next(status.Conservation.Consumed),
            _scoreboard.Injected,
            _scoreboard.Found,
            watch.Last,
            InstanceAddresses.Of(settings),
            settings.Kafka.BootstrapServers,
            settings.SchemaRegistry.Url,
            LatencyHasReplay(traffic) ? ["latency is that of the last minute, and still has the replay in it", .. plan.Notes] : plan.Notes,
            warnings.Last);
    }

    private bool LatencyHasReplay(DemoTraffic traffic)
    {
        if (_liveSince == 0 && traffic.IsLive)
        {
            _liveSince = time.GetTimestamp();
        }

        return traffic.IsLive && time.GetElapsedTime(_liveSince) < TimeSpan.FromMinutes(1);
    }

    private DemoResult Result(DemoTraffic traffic, bool drained)
    {
        var status = instance.State.GetStatus();
        var counts = status.Conservation;
        var summary = new DemoSummary
        {
            ReadingsConsumed = counts.Consumed,
            Scored = counts.Scored,
            Dropped = counts.Dropped,
            DeadLetters = counts.DeadLetters,
            InFlight = counts.InFlight,
            Anomalies = status.Anomalies.Sum(anomaly => anomaly.Count),
            AnomaliesInjected = _scoreboard.Injected,
            AnomaliesFound = _scoreboard.Found,
            LatencyP50Ms = Math.Round(status.DetectionLatency.P50Ms, 2),
            LatencyP99Ms = Math.Round(status.DetectionLatency.P99Ms, 2),
            Delivery = SettingText.Kebab(status.Delivery.ToString()),
            DurationS = Math.Round(time.GetElapsedTime(_began).TotalSeconds, 2),
        };
        return new DemoResult(summary, _scoreboard.ByKind(), _scoreboard.Missed(), traffic.Progress.Failed, drained);
    }
}
