using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios;

/// <summary>The result sink stops: queues fill to their bound and no further, reading stops, the group membership stays, and everything comes out afterwards (SR-002).</summary>
/// <remarks>
/// Only the result sink stops, because a broker that stops takes input, group and offsets with it and shows nothing about back-pressure. How depends on the place: on the
/// embedded broker the anomalies topic is alone on a second one that goes down, on a given Kafka a <see cref="SinkGate"/> holds the pipeline's producer back.
/// </remarks>
internal sealed class BackPressureScenario(RunOptions options) : Scenario(options)
{
    private const double MostMemory = 10;
    private const double MostConsumedPercent = 1;
    private const string MemberLooks = "looks at the group";
    private const string MembersChanged = "looks with other members";
    // Sixteen batches: what was in a transaction that Kafka has aborted, and on its way. Whether and when it is aborted is chance, and in a short run more than a percent.
    private const double ReadAgain = 16 * 1024;
    private static readonly TimeSpan ShortBefore = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongBefore = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestFilling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MemberLook = TimeSpan.FromSeconds(1);

    // A process that has just begun grew by 27 MB while nothing was read, and was flat then: most likely memory that its collector keeps for new objects and touches for
    // the first time. With a minute of load in front it is no part of what is measured.
    private TimeSpan Before => Duration < LongBefore ? ShortBefore : LongBefore;

    // Buffers between Kafka and the graph are full by then: the client's queue of 64 MB is some seconds of this load.
    private double SettledS => (Before + (Duration / 3 < LongestFilling ? Duration / 3 : LongestFilling)).TotalSeconds;

    private double BackS => (Before + Duration).TotalSeconds;

    public override string Name => "back-pressure";

    public override string Summary => $"{Rate:N0} readings/s while the result sink takes nothing for {Duration.TotalSeconds:N0} s";

    public override bool StopsResults => true;

    public override double Rate => Options.Rate ?? 20_000;

    /// <summary>How long the sink stands still; by default so long that five minutes are left when all is full.</summary>
    public override TimeSpan Duration => Options.Duration ?? (Options.BootstrapServers is null ? TimeSpan.FromSeconds(20) : TimeSpan.FromMinutes(5) + LongestFilling);

    // The embedded broker forgets what does not fit into 5 MiB a partition, and all that waits must fit.
    public override int Partitions => Options.BootstrapServers is null ? 32 : 4;

    public override IReadOnlyList<LoadSimulation> Readings => [LoadSimulation.Inject(Rate, Before + Duration + After)];

    public override TimeSpan SettleLimit => TimeSpan.FromMinutes(1) + Duration;

    public override async Task AlongsideAsync(ScenarioContext context, CancellationToken stop)
    {
        context.Note($"the result sink is stopped so: {context.Place.HowResultsStop}");
        using var members = new GroupMembership(context.Place.Kafka);
        await context.AtAsync(Before, stop);
        var before = context.Place.IsExactlyOnce ? await members.AskAsync() : null;
        await context.Place.SetResultsAsync(available: false);
        context.Event("sink stops");
        try
        {
            await (before is null ? context.AtAsync(Before + Duration, stop) : WatchMembersAsync(context, members, before, stop));
        }
        finally
        {
            await context.Place.SetResultsAsync(available: true);
            context.Event("sink is back");
        }
    }

    public override void Conclude(ScenarioContext context, Measured measured)
    {
        var caughtUp = measured.Samples.FirstOrDefault(sample => sample.AtS > BackS + 1 && sample.Backlog < Rate);
        if (caughtUp is not null)
        {
            context.Note(FormattableString.Invariant($"{measured.Samples.Max(sample => sample.Backlog):N0} readings waited in Kafka; caught up {caughtUp.AtS - BackS:0.#} s after the sink was back"));
        }
    }

    public override IEnumerable<Threshold> Thresholds(IBrokerPlace place) =>
    [
        .. StandardThresholds.Complete(place),
        Threshold.Most("fill of the fullest queue", 1, "× capacity", m => m.Samples.Max(sample => sample.QueueFill)),
        // Once, not all the time: after its transaction's time the pipeline lets go what it holds, and waits with empty queues until it can say something again.
        Threshold.Least("fill of the fullest queue while the sink stands", 0.9, "× capacity", m => m.Between(Before.TotalSeconds + 1, BackS).Max(sample => sample.QueueFill)),
        Threshold.Most("memory between its least and its most while the sink stands", MostMemory, "%", Spread),
        // Not none: a transaction that waits too long is aborted by Kafka, and what is read again is cut into batches anew.
        Threshold.Most("readings taken from Kafka while the sink stands", Math.Max(ReadAgain, MostConsumedPercent / 100 * Rate * (BackS - SettledS)), "", Consumed),
        .. Membership(place),
        Threshold.Least("partitions owned while the sink stands, at the least", Partitions, "", m => Stopped(m).Select(sample => (double?)sample.PartitionsOwned).Min()),
        Threshold.Least("readings that waited in Kafka", Rate * Duration.TotalSeconds / 3, "", m => Stopped(m).Select(sample => (double?)sample.Backlog).Max()),
    ];

    /// <summary>The embedded broker cannot be asked about groups.</summary>
    private static IEnumerable<Threshold> Membership(IBrokerPlace place) => !place.IsExactlyOnce
        ? []
        :
        [
            Threshold.Least("looks at the group's members while the sink stands, by the broker", 2, "", m => m.Figure(MemberLooks)),
            Threshold.Most("of them with other members than before", 0, "", m => m.Figure(MembersChanged)),
        ];

    private async Task WatchMembersAsync(ScenarioContext context, GroupMembership members, string before, CancellationToken stop)
    {
        var (looks, changed) = (0, 0);
        while (context.Clock.Elapsed < Before + Duration)
        {
            if (await members.AskAsync() is { } now)
            {
                looks++;
                changed += now == before ? 0 : 1;
            }

            context.Figure(MemberLooks, looks);
            context.Figure(MembersChanged, changed);
            await context.AtAsync(TimeSpan.FromTicks(Math.Min((context.Clock.Elapsed + MemberLook).Ticks, (Before + Duration).Ticks)), stop);
        }
    }

    /// <summary>From when everything must be full until the sink is back.</summary>
    private IEnumerable<Sample> Stopped(Measured measured) => measured.Between(SettledS, BackS);

    private double? Spread(Measured measured)
    {
        var sizes = Stopped(measured).Select(sample => sample.MemoryMb).OfType<double>().ToList();
        return sizes.Count == 0 ? null : 100 * ((sizes.Max() / sizes.Min()) - 1);
    }

    private double? Consumed(Measured measured)
    {
        var looks = Stopped(measured).Where(sample => sample.QueueFill is not null).ToList();
        return looks.Count < 2 ? null : looks[^1].Consumed - looks[0].Consumed;
    }
}
