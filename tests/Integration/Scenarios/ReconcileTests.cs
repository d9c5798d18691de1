using System.Globalization;
using System.Text.Json;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Verification;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary><c>gridflow reconcile</c> after a <c>gridflow run</c> with an archive and an InfluxDB, whole and then with something taken away.</summary>
public sealed class ReconcileTests(RealServers servers) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gridflow-reconcile-");

    private string Archive => Path.Combine(_folder.FullName, "archive");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = 240_000)]
    public async Task Reconcile_AfterARunWithPoison_AgreesUntilAFileAndAPointAreTakenAway()
    {
        await using var set = servers.NewSet("An InfluxDB");
        var influx = await set.StartInfluxAsync();
        var setup = servers.Setup("reconcile");
        using var reader = new InfluxReader(influx);
        var middle = await RunAsync(setup, influx);

        var whole = await ReconcileAsync(setup, influx.Url, influx.Token);
        var rows = Rows(whole.Succeeded());
        Assert.All(rows, row => Assert.Equal(0, Number(row, "difference")));
        Assert.True(Sum(rows, "readings") > 0 && Sum(rows, "dead letters") > 0 && Sum(rows, "anomalies") > 0, whole.Text);
        Assert.All(rows, row => Assert.InRange(Number(row, "pending"), 0, 1));
        Assert.Equal((await reader.PointsAsync()).Count, Sum(rows, "anomalies"));

        await ARangeThatCutsRollsAgreesAsync(setup, influx, middle);
        await WhatCannotBeAskedIsNamedAsync(setup, influx);
        await AFileThatIsGoneIsNamedAsync(setup, influx);
        await APointThatIsGoneIsNamedAsync(setup, influx, reader);
    }

    /// <summary>Waits until both side groups have committed all, but for a dead letter at a partition's end: a roll needs a reading.</summary>
    private static Task SidesAreDoneAsync(PipelineSetup setup) => Until.ThereAsync(() => Task.Run(() =>
    {
        var (archive, influx) = (new KafkaProbe(setup with { Group = $"{setup.Group}-archive" }), new KafkaProbe(setup with { Group = $"{setup.Group}-influx" }));
        var archived = archive.EndOffsets(setup.Readings).Zip(archive.Committed(), (end, committed) => end - committed).ToList();
        var written = influx.EndOffsets(setup.Anomalies).Zip(influx.Committed(setup.Anomalies), (end, committed) => end - committed).ToList();
        return archived.All(left => left <= 1) && written.All(left => left == 0) ? null : $"left to archive: {string.Join(' ', archived)}, left to write to InfluxDB: {string.Join(' ', written)}";
    }));

    /// <summary>Runs traffic through the pipeline to its end; returns a moment while it ran.</summary>
    private async Task<DateTimeOffset> RunAsync(PipelineSetup setup, InfluxServer influx)
    {
        await using var gridflow = await GridFlowProcess.StartAsync(setup, [.. Settings(setup, influx.Url, influx.WriteToken), SteadyTraffic.Threshold, "--Archive:RollInterval=00:00:02"]);
        await gridflow.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await traffic.MoreAsync(70);
        var middle = TimeProvider.System.GetUtcNow();
        await traffic.MoreAsync(70);
        await traffic.StopAsync();
        await new KafkaProbe(setup).AllCommittedAsync();
        await SidesAreDoneAsync(setup);
        Assert.Equal(0, await gridflow.TerminateAsync());
        return middle;
    }

    private async Task ARangeThatCutsRollsAgreesAsync(PipelineSetup setup, InfluxServer influx, DateTimeOffset middle)
    {
        var moment = middle.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var all = Sum(Rows(await ReconcileAsync(setup, influx.Url, influx.Token)), "readings");
        var after = Rows((await ReconcileAsync(setup, influx.Url, influx.Token, "--since", moment)).Succeeded());
        var before = Rows((await ReconcileAsync(setup, influx.Url, influx.Token, "--until", moment)).Succeeded());
        Assert.True(Sum(after, "readings") > 0 && Sum(before, "readings") > 0);
        Assert.Equal(all, Sum(after, "readings") + Sum(before, "readings"));
    }

    private async Task WhatCannotBeAskedIsNamedAsync(PipelineSetup setup, InfluxServer influx)
    {
        var token = await ReconcileAsync(setup, influx.Url, influx.WriteToken);
        Assert.Equal(1, token.ExitCode);
        Assert.All([influx.Url, "InfluxDb:Token must be allowed to read"], part => Assert.Contains(part, token.Error, StringComparison.Ordinal));
        Assert.DoesNotContain(influx.WriteToken, token.All, StringComparison.Ordinal);

        var away = await ReconcileAsync(setup, "http://127.0.0.1:1", influx.Token);
        Assert.Equal(1, away.ExitCode);
        Assert.All(["http://127.0.0.1:1", "--InfluxDb:Url="], part => Assert.Contains(part, away.Error, StringComparison.Ordinal));
    }

    private async Task AFileThatIsGoneIsNamedAsync(PipelineSetup setup, InfluxServer influx)
    {
        var victim = new DirectoryInfo(Archive).GetFiles("*.parquet", SearchOption.AllDirectories).OrderByDescending(file => file.Length).First();
        ArchiveFileInfo info;
        await using (var content = victim.OpenRead())
        {
            info = await FooterReader.ReadAsync(content, TestContext.Current.CancellationToken);
        }

        victim.Delete();
        var result = await ReconcileAsync(setup, influx.Url, influx.Token);
        Assert.Equal(1, result.ExitCode);
        var wrong = Assert.Single(Rows(result), row => !row.GetProperty("ok").GetBoolean());
        Assert.Equal(("readings", info.Rows), (wrong.GetProperty("check").GetString(), Number(wrong, "difference")));
        Assert.StartsWith($"{setup.Readings}/{info.Partition} ", wrong.GetProperty("place").GetString(), StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"offsets {info.FirstOffset}"), wrong.GetProperty("faults")[0].GetString(), StringComparison.Ordinal);

        var table = await GridFlowProcess.RunToEndAsync(["reconcile", .. Common(setup, influx.Url, influx.Token)]);
        Assert.Equal(1, table.ExitCode);
        Assert.All(["neither archived nor a dead letter", "do not agree"], part => Assert.Contains(part, table.Text, StringComparison.Ordinal));
    }

    private async Task APointThatIsGoneIsNamedAsync(PipelineSetup setup, InfluxServer influx, InfluxReader reader)
    {
        var points = await reader.PointsAsync();
        var victim = points[points.Count / 2];
        await reader.DeleteAsync(victim);
        var gone = points.Count - (await reader.PointsAsync()).Count;
        Assert.InRange(gone, 1, 4);
        var rows = Rows(await ReconcileAsync(setup, influx.Url, influx.Token)).Where(row => row.GetProperty("check").GetString() == "anomalies").ToList();
        Assert.Equal(gone, rows.Sum(row => Number(row, "difference")));
        var time = DateTimeOffset.FromUnixTimeMilliseconds(victim.EventTimeMs).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        Assert.Contains(rows.SelectMany(row => row.GetProperty("faults").EnumerateArray()), fault => fault.GetString()!.Contains(time, StringComparison.Ordinal));
    }

    private Task<CommandResult> ReconcileAsync(PipelineSetup setup, string url, string token, params string[] more) =>
        GridFlowProcess.RunToEndAsync(["reconcile", "--json", .. more, .. Common(setup, url, token)]);

    private IEnumerable<string> Common(PipelineSetup setup, string url, string token) =>
        [.. setup.Arguments.Where(argument => argument.StartsWith("--Kafka:", StringComparison.Ordinal) || argument.StartsWith("--SchemaRegistry:", StringComparison.Ordinal)), .. Settings(setup, url, token)];

    private IEnumerable<string> Settings(PipelineSetup setup, string url, string token) =>
    [
        "--Archive:Target=directory", $"--Archive:Directory={Archive}", $"--Archive:GroupId={setup.Group}-archive", $"--Archive:SpoolDirectory={Path.Combine(_folder.FullName, "spool")}",
        $"--InfluxDb:Url={url}", "--InfluxDb:Org=gridflow", $"--InfluxDb:Token={token}", $"--InfluxDb:GroupId={setup.Group}-influx",
    ];

    private static List<JsonElement> Rows(CommandResult result) => [.. JsonDocument.Parse(result.Text).RootElement.GetProperty("rows").EnumerateArray()];

    private static long Number(JsonElement row, string name) => row.GetProperty(name).GetInt64();

    private static long Sum(IEnumerable<JsonElement> rows, string check) => rows.Where(row => row.GetProperty("check").GetString() == check).Sum(row => Number(row, "expected"));
}
