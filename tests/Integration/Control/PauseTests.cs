using GridFlow.Integration.Clients;
using GridFlow.Integration.Faults.Oracle;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Integration.Control;

/// <summary>Pauses of a group while readings come and instances come and go.</summary>
public sealed class PauseTests(RealServers servers) : IDisposable
{
    private static readonly string[] ShortSession = [SteadyTraffic.Threshold, "--Kafka:Consumer:session.timeout.ms=2500", "--Kafka:Consumer:heartbeat.interval.ms=500"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gridflow-pause-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = 240_000)]
    public async Task Pause_Everything_StandsThroughRebalanceAndRestartOfAllAndLosesNothing()
    {
        var setup = servers.Setup("pause-all");
        var probe = new KafkaProbe(setup);
        await using var first = await StartAsync(setup);
        await first.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await using var second = await StartAsync(setup);
        await PausedGroup.SharedAsync(first, second);
        await traffic.MoreAsync(rounds: 20);

        var paused = await first.Client.PauseAsync(new PauseRequest { Reason = "work on the feeder" }, SteeringCaller.Options());
        Assert.Equal(paused.EffectiveFrom.Select(from => from.Offset), probe.Committed());
        await PausedGroup.AssertStandsAsync(paused.EffectiveFrom, first, second);
        Assert.Equal((PipelineState.Paused, 4, 0), (paused.State, paused.EffectiveFrom.Count, paused.PendingPartitions.Count));
        var members = await probe.MembersAsync();
        var archived = await ArchivedAsync(first, second);

        // Longer than a session: who does not poll is expelled by then.
        await traffic.MoreAsync(rounds: 60);
        await Until.ThereAsync(async () => await ArchivedAsync(first, second) is var now && now > archived + 500 ? null : $"500 more readings in the archive than {archived}; now {now}");
        Assert.Equal(members, await probe.MembersAsync());
        Assert.Equal(2, members.Count);
        await PausedGroup.AssertStandsAsync(paused.EffectiveFrom, first, second);
        var again = await second.Client.PauseAsync(new PauseRequest(), SteeringCaller.Options());
        Assert.Equal((paused.Revision, paused.EffectiveFrom), (again.Revision, again.EffectiveFrom));

        await using var third = await StartAsync(setup);
        await PausedGroup.SharedAsync(first, second, third);
        await PausedGroup.AssertStandsAsync(paused.EffectiveFrom, first, second, third);
        Assert.Equal(0, await first.TerminateAsync());
        await PausedGroup.SharedAsync(second, third);
        await PausedGroup.AssertStandsAsync(paused.EffectiveFrom, second, third);
        Assert.Equal(0, await second.TerminateAsync());
        Assert.Equal(0, await third.TerminateAsync());

        await using var anew = await StartAsync(setup);
        await PausedGroup.SharedAsync(anew);
        await PausedGroup.AssertStandsAsync(paused.EffectiveFrom, anew);
        Assert.Equal(paused.EffectiveFrom.Select(from => from.Offset), probe.Committed());
        var resumed = await anew.Client.ResumeAsync(new ResumeRequest(), SteeringCaller.Options());
        Assert.Equal((paused.EffectiveFrom, 0), (resumed.EffectiveFrom, resumed.PendingPartitions.Count));
        await traffic.StopAsync();
        await probe.AllCommittedAsync();

        Assert.Equal(0, (await anew.StatusAsync()).Conservation.Difference);
        Assert.Equal(0, await anew.TerminateAsync());
        Assert.Equal(traffic.PoisonKeys.Order(), probe.DeadLetterKeys().Order());
        await AssertFoundAsync(setup, traffic.MustBeFound());
    }

    [Fact(Timeout = 240_000)]
    public async Task Pause_OnePartitionDuringARebalanceThenAFeeder_OnlyTheseAreSilent()
    {
        var setup = servers.Setup("pause-some");
        var probe = new KafkaProbe(setup);
        await using var first = await StartAsync(setup);
        await first.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await traffic.MoreAsync(rounds: 20);

        // Whoever has the partition now, it may be another's before the answer comes.
        await using var second = GridFlowProcess.Launch(setup, new Dictionary<string, string>(), Arguments(setup));
        await second.OpenAsync();
        var paused = await first.Client.PauseAsync(new PauseRequest { Partitions = { 2 } }, SteeringCaller.Options());
        await PausedGroup.SharedAsync(first, second);
        Assert.Empty(paused.PendingPartitions);
        var before = await PausedGroup.PartitionsAsync(first, second);
        await traffic.MoreAsync(rounds: 20);
        await Until.ThereAsync(async () =>
            (await PausedGroup.PartitionsAsync(first, second)).Where(now => now.Partition != 2).All(now => now.Committed > before[now.Partition].Committed) ? null : "the other three go on");
        var held = (await PausedGroup.PartitionsAsync(first, second))[2];
        var at = paused.EffectiveFrom.Single(from => from.Partition == 2).Offset;
        Assert.Equal(("paused", at, at), (held.PauseReason, held.Position, held.Committed));
        await second.Client.ResumeAsync(new ResumeRequest { Partitions = { 2 } }, SteeringCaller.Options());

        var muted = await second.Client.PauseAsync(new PauseRequest { FeederIds = { "F-01" } }, SteeringCaller.Options());
        await traffic.MoreAsync(rounds: 60);
        var said = await first.Client.ResumeAsync(new ResumeRequest { FeederIds = { "F-01" } }, SteeringCaller.Options());
        Assert.Empty(muted.PendingPartitions.Concat(said.PendingPartitions));
        await traffic.MoreAsync(rounds: 45);
        await traffic.StopAsync();
        await probe.AllCommittedAsync();

        var places = await PlacesAsync(setup);
        var silent = traffic.MustBeFound().Where(spike => IsBetween(places[spike], muted.EffectiveFrom, said.EffectiveFrom)).ToHashSet();
        Assert.NotEmpty(silent);
        Assert.Equal(silent.Count, (await PausedGroup.StatusesAsync(first, second)).Sum(status => status.AnomaliesSuppressed));
        await AssertFoundAsync(setup, [.. traffic.MustBeFound().Except(silent)]);
    }

    private static bool IsBetween((int Partition, long Offset) place, IEnumerable<PartitionOffset> from, IEnumerable<PartitionOffset> to) =>
        place.Offset >= from.Single(start => start.Partition == place.Partition).Offset && place.Offset < to.Single(end => end.Partition == place.Partition).Offset;

    private static async Task AssertFoundAsync(PipelineSetup setup, HashSet<(string MeterId, long EventTimeMs)> expected)
    {
        var found = await AnomalyReader.ReadAsync(setup);
        Assert.Equal(found.Count, found.DistinctBy(anomaly => anomaly.Id).Count());
        Assert.Equal(expected, found.Select(anomaly => anomaly.Place).ToHashSet());
    }

    /// <summary>Where each reading stands in its topic.</summary>
    private static async Task<Dictionary<(string MeterId, long EventTimeMs), (int Partition, long Offset)>> PlacesAsync(PipelineSetup setup)
    {
        using var registry = new RegistryClient(setup.Registry);
        var text = new AvroText(registry);
        var places = new Dictionary<(string, long), (int, long)>();
        foreach (var record in new KafkaProbe(setup).ReadAll(setup.Readings).Where(record => record.Message.Value![0] == 0))
        {
            var reading = await text.RecordAsync(record.Message.Value!);
            places[((string)reading["meter_id"], new DateTimeOffset((DateTime)reading["timestamp"]).ToUnixTimeMilliseconds())] = (record.Partition.Value, record.Offset.Value);
        }

        return places;
    }

    private static async Task<long> ArchivedAsync(params GridFlowProcess[] instances) =>
        (await PausedGroup.StatusesAsync(instances)).Sum(status => status.Sinks.Single(sink => sink.Name == "archive").Written);

    private Task<GridFlowProcess> StartAsync(PipelineSetup setup) => GridFlowProcess.StartAsync(setup, Arguments(setup));

    private string[] Arguments(PipelineSetup setup) =>
    [
        .. ShortSession, "--Archive:Target=directory", $"--Archive:Directory={Path.Combine(_folder.FullName, "archive")}",
        $"--Archive:SpoolDirectory={Path.Combine(_folder.FullName, "spool")}", $"--Archive:GroupId={setup.Group}-archive", "--Archive:RollInterval=00:00:02",
    ];
}
