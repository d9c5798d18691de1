using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>The InfluxDB writer's consumer group, and the writer beside a whole pipeline.</summary>
public sealed class InfluxDbGroupTests(RealServers servers)
{
    private const string FluxBegin = "```flux\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Run_InfluxGoneAndBack_AlertingGoesOnAndEveryAnomalyIsThereOnce()
    {
        await using var set = servers.NewSet("An InfluxDB that goes away");
        var influx = await set.StartInfluxAsync();
        var setup = servers.Setup("influx-run");
        using var reader = new InfluxReader(influx);
        var environment = new Dictionary<string, string> { ["GRIDFLOW_InfluxDb__Token"] = influx.WriteToken };
        await using var gridflow = await GridFlowProcess.StartAsync(
            setup, environment, SteadyTraffic.Threshold, $"--InfluxDb:Url={influx.Url}", $"--InfluxDb:Org={influx.Org}", $"--InfluxDb:GroupId={setup.Group}-influx");
        await gridflow.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await traffic.MoreAsync(rounds: 60);
        await Until.ThereAsync(async () => (await MetricAsync(gridflow, "written")) > 0 ? null : "nothing is in InfluxDB");

        await set.DoAsync("kill", "influx");
        await traffic.MoreAsync(rounds: 60);
        await gridflow.StatusAsync(status => status.Conditions.Any(c => c.StartsWith($"InfluxDB at {influx.Url}", StringComparison.Ordinal)) ? null : "wanted the condition");
        // Alerting does not wait for InfluxDB: all readings are scored and committed while it is away.
        await traffic.StopAsync();
        await new KafkaProbe(setup).AllCommittedAsync();
        var found = await AnomalyReader.ReadAsync(setup);
        Assert.Equal(traffic.MustBeFound(), found.Select(anomaly => anomaly.Place).ToHashSet());

        await set.StartInfluxAsync();
        var written = new List<InfluxPoint>();
        await Until.ThereAsync(async () => (written = [.. await reader.PointsAsync()]).Count >= found.Count ? null : $"{written.Count} of {found.Count} points");
        Assert.Equal(found.Select(anomaly => anomaly.Id).Order(StringComparer.Ordinal), written.Select(point => point.AnomalyId).Order(StringComparer.Ordinal));
        await gridflow.StatusAsync(status => status.Conditions.Count == 0 ? null : "wanted no condition");
        Assert.Equal(found.Count, await MetricAsync(gridflow, "written"));
        await PageQueriesAsync(reader);

        Assert.Equal(0, await gridflow.TerminateAsync());
        Assert.Contains($"InfluxDB: anomalies go to {influx.Url}", gridflow.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(influx.WriteToken, gridflow.Log, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task Outage_LongerThanThePollInterval_KeepsTheMembershipAndCatchesUp()
    {
        await using var scene = await SceneAsync("influx-membership");
        var setup = scene.Setup with { ClientProperties = new Dictionary<string, string> { ["max.poll.interval.ms"] = "6000", ["session.timeout.ms"] = "6000" } };
        await using var run = new InfluxRun(setup, scene.Options());
        scene.Send(100);
        await run.WrittenAsync(100);
        var member = await scene.MembersAsync();

        await scene.Set.DoAsync("pause", "influx");
        scene.Send(5_000);
        await run.SaysAsync("no answer in 2 s");
        await Until.StaysAsync(TimeSpan.FromSeconds(9), () => Task.FromResult(run.Written == 100 ? null : "a frozen server has acknowledged something"));
        // In memory are some batches; the rest waits in Kafka, and is counted from there.
        Assert.InRange(run.Pending, 5_000, 5_100);
        Assert.Equal(member, await scene.MembersAsync());

        await scene.Set.DoAsync("resume", "influx");
        await run.WrittenAsync(5_100);
        await run.WellAsync();
        await Until.ThereAsync(() => Task.FromResult(run.Pending == 0 ? null : $"{run.Pending} pending"));
        await scene.AllThereOnceAsync();
        Assert.Equal(member, await scene.MembersAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Start_RetentionHasTakenAnomalies_SaysSoAndGoesOn()
    {
        await using var scene = await SceneAsync("influx-gap");
        await using (var run = new InfluxRun(scene.Setup, scene.Options()))
        {
            scene.Send(40);
            await run.WrittenAsync(40);
            await run.StopAsync();
        }

        var before = scene.Committed();
        Assert.Equal(40, before.Sum());
        scene.Send(40);
        await scene.DropAsync(before.Select(offset => offset + 3));
        await using var again = new InfluxRun(scene.Setup, scene.Options());
        await again.WrittenAsync(28);
        await again.SaysAsync("Kafka has dropped offsets", "before they were written to InfluxDB");
        Assert.Equal(68, (await scene.Reader.PointsAsync()).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task Group_AnotherMemberComesAndGoes_EveryAnomalyIsThereOnce()
    {
        await using var scene = await SceneAsync("influx-group");
        await using var first = new InfluxRun(scene.Setup, scene.Options());
        scene.Send(1_000);
        await first.WrittenAsync(1);
        await using (var second = new InfluxRun(scene.Setup, scene.Options()))
        {
            await Until.ThereAsync(() =>
            {
                scene.Send(100);
                return Task.FromResult(second.Written > 0 ? null : "the second member has written nothing");
            });
            await second.StopAsync();
        }

        scene.Send(500);
        await Until.ThereAsync(() => Task.FromResult(scene.Committed().SequenceEqual(scene.Ends()) ? null : "wanted all committed"));
        await scene.AllThereOnceAsync();
    }

    private static async Task<long> MetricAsync(GridFlowProcess gridflow, string outcome)
    {
        var lines = (await gridflow.MetricsAsync()).Split('\n');
        var line = lines.FirstOrDefault(line => line.StartsWith("gridflow_sink_writes_total{", StringComparison.Ordinal) && line.Contains("sink=\"influxdb\"", StringComparison.Ordinal) && line.Contains($"outcome=\"{outcome}\"", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The page's queries, as they stand there, find something.</summary>
    private static async Task PageQueriesAsync(InfluxReader reader)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GridFlow.sln")))
        {
            folder = folder.Parent!;
        }

        var page = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "docs", "influxdb.md"), Stop);
        var queries = page.Split(FluxBegin).Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.Equal(4, queries.Count);
        foreach (var query in queries)
        {
            Assert.NotEmpty(await reader.QueryAsync(query));
        }
    }

    private Task<InfluxScene> SceneAsync(string name) => InfluxScene.StartAsync(servers, name, Stop);
}
