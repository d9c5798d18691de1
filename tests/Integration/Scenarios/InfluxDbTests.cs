using GridFlow.Detection;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Sinks.InfluxDb;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>The InfluxDB writer on a real Kafka and a real InfluxDB that is well, refuses, stalls, breaks and goes away.</summary>
public sealed class InfluxDbTests(RealServers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData(InfluxDbApi.V2, false)]
    [InlineData(InfluxDbApi.V1, false)]
    [InlineData(InfluxDbApi.V1, true)]
    internal async Task Write_EitherApi_EveryAnomalyIsThereOnce(InfluxDbApi api, bool password)
    {
        await using var scene = await SceneAsync("influx-api");
        var options = scene.Options();
        options.ApiVersion = api;
        if (password)
        {
            (options.Username, options.Password, options.Token) = ("gridflow", options.Token, null);
        }

        scene.Sender.Send(2_500);
        // What line protocol has to escape.
        foreach (var id in new[] { "a b", "a,b=c", @"back\slash", @"back\ space", @"back\\,comma", "ümläut 电表", "\"quoted\"", "#hash", "_under", "tab\there" })
        {
            scene.Sender.Send(id, 1_760_000_000_000);
        }

        // The same for a field of text, where a line feed is text too.
        string[] feeders = ["F-7", "north, 2", @"""quoted"" \ back\", "two\nlines", "Süd 电"];
        foreach (var (feeder, i) in feeders.Select((feeder, i) => (feeder, i)))
        {
            scene.Sender.Send("fed", 1_760_000_000_000 + i, feeder: feeder);
        }

        scene.Sender.Flush();
        await using var run = new InfluxRun(scene.Setup, options);
        await run.WrittenAsync(2_515);
        await run.WellAsync();

        await scene.AllThereOnceAsync();
        var points = await scene.Reader.PointsAsync();
        Assert.Equal(feeders, points.Where(point => point.MeterId == "fed").OrderBy(point => point.EventTimeMs).Select(point => point.FeederId));
        Assert.All(points, point => Assert.Equal(point.MeterId == "fed", point.FeederId.Length > 0));
        // Volt, ampere, degrees, and the place of FAULT in its enum.
        Assert.Equal(
            [("CURRENT", 10d), ("STATUS", 2d), ("TEMPERATURE", 30d), ("VOLTAGE", 260.5)], points.Select(point => (point.Channel, point.Value)).Distinct().OrderBy(pair => pair.Channel, StringComparer.Ordinal));
        await run.StopAsync();
        Assert.Equal(scene.Ends(), scene.Committed());
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_503_WaitsAndGoesOn()
    {
        await using var scene = await SceneAsync("influx-503");
        await using var gate = await InfluxGate.StartAsync(scene.Server);
        gate.Instead = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await using var run = new InfluxRun(scene.Setup, scene.Options(gate.Url));
        scene.Send(100);
        await run.SaysAsync("503", "InfluxDb:Url", "alerting goes on");
        // One and three retries, and then held and tried again.
        await Until.ThereAsync(() => Task.FromResult(gate.Requests.Count > 4 ? null : "wanted another round of tries"));
        Assert.Equal(0, run.Written);

        gate.Instead = null;
        await run.WrittenAsync(100);
        await run.WellAsync();
        await scene.AllThereOnceAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_429WithRetryAfter_LeavesTheServerAloneForSoLong()
    {
        await using var scene = await SceneAsync("influx-429");
        await using var gate = await InfluxGate.StartAsync(scene.Server);
        gate.Instead = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "3";
            gate.Instead = null;
            return Task.CompletedTask;
        };
        await using var run = new InfluxRun(scene.Setup, scene.Options(gate.Url));
        scene.Send(10);
        await run.SaysAsync("429", "pause of 3 s");
        await run.WrittenAsync(10);
        await run.WellAsync();

        var requests = gate.Requests.Take(2).ToList();
        Assert.Equal([429, 204], requests.Select(request => request.Status));
        Assert.InRange((requests[1].At - requests[0].At).TotalSeconds, 2.99, 30);
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_401_NamesTheSettingAndGoesOnWhenTheTokenIsTaken()
    {
        await using var scene = await SceneAsync("influx-401");
        await using var gate = await InfluxGate.StartAsync(scene.Server);
        gate.WithoutCredentials = true;
        await using var run = new InfluxRun(scene.Setup, scene.Options(gate.Url));
        scene.Send(20);
        await run.SaysAsync("401", "InfluxDb:Token", "GRIDFLOW_InfluxDb__Token");

        gate.WithoutCredentials = false;
        await run.WrittenAsync(20);
        await run.WellAsync();
        Assert.Empty(scene.Probe.ReadAll(scene.Setup.DeadLetters));
        await scene.AllThereOnceAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_NoSuchBucket_NamesTheSettingAndGoesOnWhenItIsMade()
    {
        await using var scene = await SceneAsync("influx-404");
        var options = scene.Options();
        (options.Bucket, options.Token) = ("later", scene.Server.Token);
        await using var run = new InfluxRun(scene.Setup, options);
        scene.Send(20);
        await run.SaysAsync("404", "later", "InfluxDb:Bucket");

        await scene.Reader.CreateBucketAsync("later");
        await run.WrittenAsync(20);
        Assert.Empty(scene.Probe.ReadAll(scene.Setup.DeadLetters));
        await scene.AllThereOnceAsync("later");
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_AnswerTricklesIn_TimesOutAndGoesOn()
    {
        await using var scene = await SceneAsync("influx-slow-body");
        await using var gate = await InfluxGate.StartAsync(scene.Server);
        gate.Instead = async context =>
        {
            context.Response.StatusCode = 400;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, context.RequestAborted);
            }
        };
        var options = scene.Options(gate.Url);
        options.Timeout = TimeSpan.FromMilliseconds(500);
        await using var run = new InfluxRun(scene.Setup, options);
        scene.Send(20);
        await run.SaysAsync("no answer in 0.5 s");

        gate.Instead = null;
        await run.WrittenAsync(20);
        await scene.AllThereOnceAsync();
        Assert.Empty(scene.Probe.ReadAll(scene.Setup.DeadLetters));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("reset_peer")]
    [InlineData("timeout")]
    public async Task Write_ConnectionsBreakOrSwallowAll_GoesOn(string toxic)
    {
        await using var scene = await SceneAsync("influx-toxic");
        using var proxy = await scene.Set.StartProxyAsync(new Uri(scene.Server.Url));
        var options = scene.Options(proxy.Address.ToString());
        options.Timeout = TimeSpan.FromMilliseconds(500);
        await using var run = new InfluxRun(scene.Setup, options);
        scene.Send(50);
        await run.WrittenAsync(50);

        await proxy.AddAsync(toxic, new { timeout = 0 });
        scene.Send(50);
        await run.SaysAsync("cannot take anomalies now", proxy.Address.Authority);
        Assert.Equal(50, run.Written);

        await proxy.ResetAsync();
        await run.WrittenAsync(100);
        await run.WellAsync();
        await scene.AllThereOnceAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_ProxyAnswers400ToEverything_CondemnsNothing()
    {
        await using var scene = await SceneAsync("influx-proxy-400");
        await using var gate = await InfluxGate.StartAsync(scene.Server);
        gate.Instead = context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("Client sent an HTTP request to an HTTPS server.\n");
        };
        await using var run = new InfluxRun(scene.Setup, scene.Options(gate.Url));
        scene.Send(20);
        await run.SaysAsync("HTTP request to an HTTPS server", "InfluxDb:Url");

        gate.Instead = null;
        await run.WrittenAsync(20);
        Assert.Empty(scene.Probe.ReadAll(scene.Setup.DeadLetters));
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_BadLinesAmongGood_OnlyTheyAreDeadLettersWithTheServersWords()
    {
        await using var scene = await SceneAsync("influx-bad-lines");
        // In the shard of that week the field is text: 422. A year that nanoseconds do not reach: 400.
        const long OtherWeekMs = 1_700_000_000_000;
        const long FarFutureMs = 253_402_300_799_999;
        await scene.Reader.WriteAsync($"anomalies,meter_id=x value=\"text\" {OtherWeekMs}");
        scene.Sender.Send(300);
        scene.Sender.Send("conflict", OtherWeekMs + 5);
        scene.Sender.Send(300);
        scene.Sender.Send("far", FarFutureMs);
        scene.Sender.Send("line\nfeed", 1_760_000_000_000);
        scene.Sender.Send("back\\", 1_760_000_000_000);
        scene.Sender.Raw("magic", [1, 2, 3]);
        scene.Sender.Raw("null", null);
        scene.Sender.Send(300);
        scene.Sender.Flush();
        await using var run = new InfluxRun(scene.Setup, scene.Options());
        await run.WrittenAsync(900);
        await Until.ThereAsync(() => Task.FromResult(scene.Committed().SequenceEqual(scene.Ends()) ? null : "wanted all committed"));

        var letters = scene.Probe.ReadAll(scene.Setup.DeadLetters).ToDictionary(record => System.Text.Encoding.UTF8.GetString(record.Message.Key!), record => record);
        string Header(string key, string name) => System.Text.Encoding.UTF8.GetString(letters[key].Message.Headers.GetLastBytes(name));
        Assert.Equal(["back\\", "conflict", "far", "line\nfeed", "magic", "null"], letters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["anomaly_unwritable", "influx_rejected", "influx_rejected", "anomaly_unwritable", "anomaly_unreadable", "anomaly_unreadable"],
            letters.Keys.Order(StringComparer.Ordinal).Select(key => Header(key, "gridflow.error.code")));
        Assert.Contains("field type conflict", Header("conflict", "gridflow.error.message"), StringComparison.Ordinal);
        Assert.Contains("time outside range", Header("far", "gridflow.error.message"), StringComparison.Ordinal);
        Assert.All(letters.Keys, key => Assert.Equal(scene.Setup.Anomalies, Header(key, "gridflow.source.topic")));
        Assert.Equal(new byte[] { 1, 2, 3 }, letters["magic"].Message.Value);
        Assert.Equal(900, (await scene.Reader.PointsAsync()).DistinctBy(point => point.AnomalyId).Count());
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_RecordsOfANewerSchema_KeepTheirOwnWords()
    {
        await using var scene = await SceneAsync("influx-newer");
        scene.Sender.Send(10);
        var newer = Readings.GridFlowSchemas.AnomalyEvent
            .Replace("\"METER_SILENT\", \"UNKNOWN\"]", "\"METER_SILENT\", \"UNKNOWN\", \"PHASE_SWAP\", \"REVERSE_FLOW\"]", StringComparison.Ordinal)
            .Replace("of the reading in that partition.\" }", "of the reading in that partition.\" },\n{ \"name\": \"note\", \"type\": \"string\", \"default\": \"\" }", StringComparison.Ordinal);
        await scene.Sender.UseSchemaAsync(newer);
        byte[] note = [4, (byte)'h', (byte)'i'];
        // Two new types at one time of one meter: as UNKNOWN they would be one point.
        scene.Sender.Send("M-new", 1_760_000_000_000, more: note, typeSymbol: (11, "PHASE_SWAP"));
        scene.Sender.Send("M-new", 1_760_000_000_000, more: note, typeSymbol: (12, "REVERSE_FLOW"));
        scene.Sender.Flush();
        await using var run = new InfluxRun(scene.Setup, scene.Options());
        await run.WrittenAsync(12);

        await scene.AllThereOnceAsync();
        Assert.Empty(scene.Probe.ReadAll(scene.Setup.DeadLetters));
    }

    [Fact(Timeout = 120_000)]
    public async Task Write_TheSameAnomalyTwice_IsOnePoint()
    {
        await using var scene = await SceneAsync("influx-twice");
        foreach (var type in Enum.GetValues<AnomalyType>())
        {
            scene.Sender.Send("M-1", 1_760_000_000_000, type);
            scene.Sender.Send("M-1", 1_760_000_000_000, type);
        }

        scene.Sender.Flush();
        await using var run = new InfluxRun(scene.Setup, scene.Options());
        await run.WrittenAsync(8);
        Assert.Equal(scene.Sender.Ids.Distinct().Order(), (await scene.Reader.PointsAsync()).Select(point => point.AnomalyId).Order());
    }

    private Task<InfluxScene> SceneAsync(string name) => InfluxScene.StartAsync(servers, name, Stop);
}
