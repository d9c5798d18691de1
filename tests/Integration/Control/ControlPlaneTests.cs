using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Integration.Control;

public sealed class ControlPlaneTests(RealServers servers)
{
    private const string Meter = """{"meter_id":"M-0000","sigma":SIGMA}""";

    [Fact(Timeout = 180_000)]
    public async Task Grpcurl_EveryCall_AnswersAndDoesWhatItSays()
    {
        Assert.SkipWhen(servers.Kit is null, "grpcurl comes with the server kit");
        var setup = servers.Setup("control-plane");
        await using var gridflow = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await gridflow.RunningAsync();
        await using var traffic = await SteadyTraffic.StartAsync(setup);
        await gridflow.StatusAsync(status => status.Conservation.Scored > 0 ? null : "wanted readings");
        var client = new GrpcurlClient(servers.Kit!, gridflow.GrpcAddress);

        var status = await client.CallAsync("GetStatus");
        Assert.Equal(("PIPELINE_STATE_RUNNING", setup.Group), ((string)status["state"]!, (string)status["group_id"]!));
        Assert.Equal(["kafka", "archive", "influxdb"], status["sinks"]!.AsArray().Select(sink => (string)sink!["name"]!));
        await ThresholdsAsync(client);
        await PausesAsync(client, gridflow);
        // A partition that has not seen anything yet has nothing to be kept.
        await gridflow.StatusAsync(now => now.Partitions.All(p => p.Committed > 0) ? null : "wanted readings of every partition");
        await CheckpointsAsync(client);
        await StreamsAsync(client);
        await AuditAsync(client);

        Assert.Equal(PipelineControl.Descriptor.Methods.Select(method => method.Name).Order(), client.Answered.Order());
        Assert.Equal(0, await gridflow.TerminateAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Curl_OverHttp_IsTheSameService()
    {
        await using var gridflow = await GridFlowProcess.StartAsync(servers.Setup("control-curl"));
        await gridflow.RunningAsync();

        var (code, status) = await CurlAsync(gridflow, "/v1/status");
        Assert.Equal((200, "PIPELINE_STATE_RUNNING"), (code, (string)JsonNode.Parse(status)!["state"]!));
        (code, var error) = await CurlAsync(gridflow, "/v1/thresholds", Json("""{"threshold":{"global":true,"sigma":9}}"""));
        Assert.Equal((400, "threshold.sigma"), (code, (string)JsonNode.Parse(error)!["details"]![0]!["fieldViolations"]![0]!["field"]!));
        (code, _) = await CurlAsync(gridflow, "/v1/pause", [.. Json("{}"), "-H", "origin: https://elsewhere.example"]);
        Assert.Equal(403, code);
        (code, _) = await CurlAsync(gridflow, "/v1/pause", "-d", "{}");
        Assert.Equal(415, code);
        (_, var stream) = await CurlAsync(gridflow, "/v1/metrics?interval=0.2s", "--max-time", "3", "--no-buffer");
        var lines = stream.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 2 && JsonNode.Parse(lines[0])!.AsObject().ContainsKey("lagReadings"), stream);
        (code, var document) = await CurlAsync(gridflow, "/openapi/v1.json");
        Assert.Equal((200, "3.0.4"), (code, (string)JsonNode.Parse(document)!["openapi"]!));

        Assert.Contains(") refused: ", Regex.Replace(gridflow.Log, @"from 127\.0\.0\.1", ")"), StringComparison.Ordinal);
        Assert.Equal(0, await gridflow.TerminateAsync());
    }

    private static async Task ThresholdsAsync(GrpcurlClient client)
    {
        var set = await client.CallAsync("SetThreshold", $$"""{"threshold":{{Meter.Replace("SIGMA", "3.5", StringComparison.Ordinal)}},"reason":"tuning"}""");
        Assert.Equal(PipelineSetup.Partitions, set["effective_from"]!.AsArray().Count);
        Assert.Null(set["pending_partitions"]);

        var read = await client.CallAsync("GetThresholds");
        Assert.Equal((string)set["revision"]!, (string)read["revision"]!);
        var mine = Assert.Single(read["thresholds"]!.AsArray(), threshold => (string?)threshold!["meter_id"] == "M-0000")!;
        Assert.Equal((3.5, GrpcurlClient.User, "tuning"), ((double)mine["sigma"]!, (string)mine["change"]!["user"]!, (string)mine["change"]!["reason"]!));

        var wrong = await client.FailAsync("SetThreshold", """{"threshold":{"channel":"CHANNEL_STATUS","sigma":4.01}}""", StatusCode.InvalidArgument);
        Assert.Contains("google.rpc.BadRequest", wrong, StringComparison.Ordinal);
        Assert.Matches("\"field\": *\"threshold.channel\"", wrong);
        Assert.Matches("\"field\": *\"threshold.sigma\"", wrong);
    }

    private static async Task PausesAsync(GrpcurlClient client, GridFlowProcess gridflow)
    {
        await client.CallAsync("Pause", """{"partitions":[1],"reason":"one"}""");
        await gridflow.StatusAsync(status => status.Partitions.Single(p => p.Partition == 1).PauseReason == "paused" ? null : "wanted partition 1 paused");
        await client.CallAsync("Resume", """{"partitions":[1]}""");
        Assert.Contains("partitions[0]", await client.FailAsync("Pause", """{"partitions":[99]}""", StatusCode.InvalidArgument), StringComparison.Ordinal);

        var paused = await client.CallAsync("Pause", """{"reason":"all"}""");
        Assert.Equal("PIPELINE_STATE_PAUSED", (string)paused["state"]!);
        // Again is the same: no new revision.
        Assert.Equal((string)paused["revision"]!, (string)(await client.CallAsync("Pause"))["revision"]!);
        Assert.Contains("STEERING_REFUSED", await client.FailAsync("Resume", """{"partitions":[1]}""", StatusCode.FailedPrecondition), StringComparison.Ordinal);
        var consumed = (await gridflow.StatusAsync()).Conservation;
        Assert.Equal(0, consumed.InFlight);
        await Until.StaysAsync(TimeSpan.FromSeconds(2), async () => (await gridflow.StatusAsync()).Conservation.Consumed == consumed.Consumed ? null : "it reads on");

        Assert.Equal("PIPELINE_STATE_RUNNING", (string)(await client.CallAsync("Resume", """{"reason":"go on"}"""))["state"]!);
        await gridflow.StatusAsync(status => status.Conservation.Consumed > consumed.Consumed && status.Pauses.Count == 0 ? null : "wanted it to read on");
    }

    private static async Task CheckpointsAsync(GrpcurlClient client)
    {
        var taken = await client.CallAsync("TriggerCheckpoint", """{"reason":"before an upgrade"}""");
        var ids = taken["snapshots"]!.AsArray().Select(snapshot => (string)snapshot!["id"]!).ToList();
        Assert.Equal(PipelineSetup.Partitions, ids.Count);

        var listed = await client.CallAsync("ListCheckpoints", """{"limit":1000}""");
        Assert.Subset(listed["checkpoints"]!.AsArray().Select(checkpoint => (string)checkpoint!["id"]!).ToHashSet(), ids.ToHashSet());
        Assert.Single((await client.CallAsync("ListCheckpoints", """{"limit":1}"""))["checkpoints"]!.AsArray());
        await client.FailAsync("ListCheckpoints", """{"limit":1001}""", StatusCode.InvalidArgument);
    }

    private static async Task StreamsAsync(GrpcurlClient client)
    {
        var metrics = await client.ListenAsync("StreamMetrics", """{"interval":"0.2s"}""", 3);
        Assert.True(Regex.Count(metrics, "\"readings_per_second\"") > 2, metrics);
        await client.FailAsync("StreamMetrics", """{"interval":"0.05s"}""", StatusCode.InvalidArgument);

        var anomalies = await client.ListenAsync("SubscribeAnomalies", """{"min_severity":"SEVERITY_WARNING"}""", 6);
        Assert.Contains("\"anomaly_id\"", anomalies, StringComparison.Ordinal);
    }

    private static async Task AuditAsync(GrpcurlClient client)
    {
        var records = (await client.CallAsync("ListAuditRecords", """{"limit":1000}"""))["records"]!.AsArray();
        var kept = records.Select(record => ((string)record!["call"]!, (string)record["result"]!)).ToHashSet();
        Assert.Superset(
            new HashSet<(string, string)>
            {
                ("SetThreshold", "OK"), ("SetThreshold", "INVALID_ARGUMENT"), ("Pause", "OK"), ("Pause", "INVALID_ARGUMENT"), ("Resume", "OK"),
                ("Resume", "FAILED_PRECONDITION"), ("TriggerCheckpoint", "OK"),
            },
            kept);
        Assert.All(records, record => Assert.Equal(GrpcurlClient.User, (string)record!["user"]!));
    }

    private static string[] Json(string body) => ["-H", "content-type: application/json", "-d", body];

    private static async Task<(int Code, string Body)> CurlAsync(GridFlowProcess gridflow, string path, params string[] more)
    {
        var result = await Command.RunAsync("curl", ["--silent", "--write-out", "\n%{http_code}", .. more, new Uri(gridflow.HttpUrl, path).ToString()]);
        var end = result.Text.LastIndexOf('\n');
        return (int.Parse(result.Text.AsSpan(end + 1), System.Globalization.CultureInfo.InvariantCulture), result.Text[..end]);
    }
}
