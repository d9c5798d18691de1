using System.Text.Json;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Control;

/// <summary>The commands of a person on shift, as processes, against a running <c>gridflow run</c>.</summary>
public sealed class OperatorCommandTests(RealServers servers)
{
    private const string User = "anna@desk";

    [Fact(Timeout = 180_000)]
    public async Task Commands_RunningPipeline_SteerItAndShowWhatItDid()
    {
        var setup = servers.Setup("operator");
        await using var gridflow = await GridFlowProcess.StartAsync(setup, "--Control:Heartbeat=00:00:00.500");
        await gridflow.RunningAsync();
        var operate = new Operator(gridflow.GrpcAddress);
        Assert.StartsWith("RUNNING", (await operate.RunAsync("status")).Succeeded().Text, StringComparison.Ordinal);

        await ThresholdAsync(operate);
        await PauseAsync(operate);
        var sent = (await GeneratorRun.ToEndAsync(setup, "--meters", "100", "--event-rate", "4000", "--anomaly-rate", "0.005", "--duration", "5s", "--seed", "7")).GetProperty("acknowledged").GetInt64();
        await gridflow.StatusAsync(status => status.Conservation is { InFlight: 0 } counts && counts.Consumed == sent ? null : $"wanted {sent} consumed");
        await AnomaliesAsync(operate, setup);
        await CheckpointAsync(operate, setup);
        await WatchAsync(operate);
        await AuditAsync(operate);
        Assert.Equal(0, await gridflow.TerminateAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Commands_NobodyThereOrWrongArgument_SayWhatToDo()
    {
        var nobody = await new Operator("127.0.0.1:1").RunAsync("pause");
        Assert.Equal((1, ""), (nobody.ExitCode, nobody.Text));
        Assert.Contains("no gridflow answers at http://127.0.0.1:1", nobody.Error, StringComparison.Ordinal);

        var wrong = await new Operator("127.0.0.1:1").RunAsync("threshold", "set", "9");
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Text));
        Assert.Contains("from 1.5 to 4.0", wrong.Error, StringComparison.Ordinal);
    }

    private static async Task ThresholdAsync(Operator operate)
    {
        var set = await operate.JsonAsync("threshold", "set", "3.0", "--channel", "voltage", "--reason", "storm");
        Assert.Equal(PipelineSetup.Partitions, set.GetProperty("effective_from").GetArrayLength());
        Assert.Empty(set.GetProperty("pending_partitions").EnumerateArray());
        var got = await operate.JsonAsync("threshold", "get");
        var voltage = got.GetProperty("thresholds").EnumerateArray().Single(threshold => threshold.TryGetProperty("channel", out var channel) && channel.GetString() == "CHANNEL_VOLTAGE");
        Assert.Equal((3.0, User, "storm"), (voltage.GetProperty("sigma").GetDouble(), voltage.GetProperty("change").GetProperty("user").GetString(), voltage.GetProperty("change").GetProperty("reason").GetString()));
        Assert.Equal(set.GetProperty("revision").GetInt64(), got.GetProperty("revision").GetInt64());
        Assert.Contains("3.0 σ", (await operate.RunAsync("threshold", "get")).Succeeded().Text, StringComparison.Ordinal);
        Assert.True((await operate.JsonAsync("threshold", "reset", "--channel", "voltage")).GetProperty("revision").GetInt64() > set.GetProperty("revision").GetInt64());
    }

    private static async Task PauseAsync(Operator operate)
    {
        Assert.Contains("gridflow resume", (await operate.RunAsync("pause", "--reason", "maintenance")).Succeeded().Text, StringComparison.Ordinal);
        var paused = await operate.JsonAsync("status");
        Assert.Equal(("PIPELINE_STATE_PAUSED", "maintenance"), (paused.GetProperty("state").GetString(), paused.GetProperty("pauses")[0].GetProperty("change").GetProperty("reason").GetString()));
        Assert.Equal("PIPELINE_STATE_RUNNING", (await operate.JsonAsync("resume")).GetProperty("state").GetString());

        var wrong = await operate.RunAsync("pause", "--partition", "99");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("partitions", wrong.Error, StringComparison.Ordinal);
    }

    private static async Task AnomaliesAsync(Operator operate, PipelineSetup setup)
    {
        await new KafkaProbe(setup).AllCommittedAsync();
        var topic = (await AnomalyReader.ReadAsync(setup)).Select(anomaly => anomaly.Id).ToHashSet();
        Assert.True(topic.Count > 20, $"{topic.Count} anomalies prove little");

        var all = Anomalies(await operate.LinesAsync("anomalies", "--since", "10m", "--min-severity", "info"));
        Assert.Equal(topic.Count, all.Count);
        Assert.Equal(topic, all.Select(anomaly => anomaly.GetProperty("anomaly_id").GetString()!).ToHashSet());

        var half = all.Count / 2;
        var rest = Anomalies(await operate.LinesAsync("anomalies", "--resume-token", all[half].GetProperty("resume_token").GetString()!, "--min-severity", "info"));
        Assert.Equal(all.Skip(half + 1).Select(Id).Order(), rest.Select(Id).Order());

        var meter = all[0].GetProperty("reading").GetProperty("meter_id").GetString()!;
        var ofMeter = Anomalies(await operate.LinesAsync("anomalies", "--min-severity", "info", "--meter", meter, "--limit", "1"));
        Assert.Equal(meter, Assert.Single(ofMeter).GetProperty("reading").GetProperty("meter_id").GetString());

        // From a place in the past on, it has something to say at once.
        await using var follow = operate.Start("anomalies", "--follow", "--since", "10m", "--min-severity", "info");
        await Until.ThereAsync(() => Task.FromResult(follow.Log.Contains(meter, StringComparison.Ordinal) ? null : "wanted an anomaly"));
        await follow.SignalAsync("INT");
        Assert.Equal(0, await follow.EndAsync(TimeSpan.FromSeconds(20)));
    }

    private static async Task CheckpointAsync(Operator operate, PipelineSetup setup)
    {
        var snapshots = (await operate.JsonAsync("checkpoint", "now", "--reason", "a test")).GetProperty("snapshots");
        Assert.Equal(PipelineSetup.Partitions, snapshots.GetArrayLength());
        // Snapshots are looked at in the store; its command knows no address.
        (await GridFlowProcess.RunToEndAsync(["checkpoint", "inspect", snapshots[0].GetProperty("id").GetString()!, $"--Checkpoints:Store={setup.Store}"])).Succeeded();
    }

    private static async Task WatchAsync(Operator operate)
    {
        await using var watch = operate.Start("watch", "--json", "--interval", "200ms");
        await Until.ThereAsync(() => Task.FromResult(watch.Log.Contains("\"metrics\"", StringComparison.Ordinal) ? null : "wanted figures"));
        await watch.SignalAsync("INT");
        Assert.Equal(0, await watch.EndAsync(TimeSpan.FromSeconds(20)));
    }

    private static async Task AuditAsync(Operator operate)
    {
        var records = (await operate.JsonAsync("audit")).GetProperty("records").EnumerateArray().ToList();
        Assert.All(records, record => Assert.Equal(User, record.GetProperty("user").GetString()));
        Assert.Equal(["Pause", "Resume", "SetThreshold", "TriggerCheckpoint"], records.Select(record => record.GetProperty("call").GetString()).Distinct().Order());
        Assert.Contains(records, record => record.GetProperty("reason").GetString() == "maintenance" && record.GetProperty("result").GetString() == "OK");
        Assert.Contains(records, record => record.GetProperty("result").GetString() == "INVALID_ARGUMENT");
        Assert.Contains("maintenance", (await operate.RunAsync("audit", "--limit", "20")).Succeeded().Text, StringComparison.Ordinal);
    }

    private static List<JsonElement> Anomalies(IEnumerable<JsonElement> lines) => [.. lines.Where(line => line.TryGetProperty("anomaly", out _)).Select(line => line.GetProperty("anomaly"))];

    private static string? Id(JsonElement anomaly) => anomaly.GetProperty("anomaly_id").GetString();

    /// <summary>Runs commands that ask one instance.</summary>
    private sealed class Operator(string address)
    {
        public Task<CommandResult> RunAsync(params string[] arguments) => GridFlowProcess.RunToEndAsync(Full(arguments));

        public async Task<JsonElement> JsonAsync(params string[] arguments) => JsonDocument.Parse((await RunAsync([.. arguments, "--json"])).Succeeded().Text).RootElement;

        public async Task<IEnumerable<JsonElement>> LinesAsync(params string[] arguments) =>
            (await RunAsync([.. arguments, "--json"])).Succeeded().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

        public ChildProcess Start(params string[] arguments) => new("gridflow", ProgramPaths.Host, [ProgramPaths.GridFlow, .. Full(arguments)]);

        private static string[] Connection(string address) => ["--address", $"http://{address}", "--user", User];

        private string[] Full(string[] arguments) => [.. arguments, .. Connection(address)];
    }
}
