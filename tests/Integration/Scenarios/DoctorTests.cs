using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary><c>gridflow doctor</c> with everything as it should be, and with one thing wrong at a time: the right line says so, and the others still say ok.</summary>
public sealed partial class DoctorTests(RealServers servers, DoctorScene scene) : IClassFixture<DoctorScene>
{
    [Fact(Timeout = 180_000)]
    public async Task Doctor_AllAsItShouldBe_SaysOkAndLeavesNothing()
    {
        var setup = Setup();

        var answer = await scene.AskAsync();

        answer.IsWell();
        answer.IsOk(
            $"kafka {setup.Kafka}", "kafka brokers", $"topic {setup.Readings}", $"topic {setup.Anomalies}", $"topic {setup.DeadLetters}", $"topic {setup.Control}", $"group {setup.Group}", "transactional id",
            $"schema {setup.Readings}-value", $"schema {setup.Anomalies}-value", "snapshot store", "archive", "archive spool", "influxdb", "clock", "port 0 gRPC");
        Assert.DoesNotContain(answer.Lines, line => line.Verdict == "skipped");
        Assert.Equal(0, await scene.ObjectsAsync());
        Assert.False(Directory.Exists($"{setup.Store}-spool"));
        using var registry = new HttpClient();
        Assert.DoesNotContain(setup.Readings, await registry.GetStringAsync(new Uri($"{setup.Registry}/subjects"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task Doctor_ServersAway_NamesEachAddressAndSettingAndChecksTheRest()
    {
        Setup();

        var answer = await scene.AskAsync("--Kafka:BootstrapServers=127.0.0.1:1", "--SchemaRegistry:Url=http://127.0.0.1:1");

        answer.HasOnly(("kafka 127.0.0.1:1", "--Kafka:BootstrapServers="), ("schema registry", "--SchemaRegistry:Url="));
        answer.IsOk("snapshot store", "archive", "archive spool", "influxdb", "clock");
    }

    [Fact(Timeout = 180_000)]
    public async Task Doctor_TopicMissingAndTopicWithTheProducersClock_NamesBothAndTheCommands()
    {
        var setup = Setup();

        var answer = await scene.AskAsync($"--Kafka:ReadingsTopic={setup.Readings}-created", $"--Kafka:ControlTopic={setup.Control}-none");

        answer.HasOnly(
            ($"topic {setup.Readings}-created", $"--alter --topic {setup.Readings}-created --add-config message.timestamp.type=LogAppendTime"),
            ($"topic {setup.Control}-none", "gridflow run --create-topics"));
        answer.IsOk($"topic {setup.Anomalies}", $"topic {setup.DeadLetters}", "snapshot store", "archive", "influxdb");
    }

    [Fact(Timeout = 180_000)]
    public async Task Doctor_BucketMissingWrongTokenPortTakenStoreUnwritable_NamesEach()
    {
        var setup = Setup();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var file = Path.GetTempFileName();

        var answer = await scene.AskAsync("--Archive:Bucket=s3://no-such-bucket", "--InfluxDb:Token=wrong", string.Create(CultureInfo.InvariantCulture, $"--Control:HttpPort={port}"), $"--Checkpoints:Store={file}/store");

        File.Delete(file);
        answer.HasOnly(
            ("archive", "there is no bucket no-such-bucket (Archive:Bucket)"),
            ("influxdb", "GRIDFLOW_InfluxDb__Token"),
            (string.Create(CultureInfo.InvariantCulture, $"port {port} health"), "--http-port N"),
            ("snapshot store", "--Checkpoints:Store="));
        answer.IsOk($"kafka {setup.Kafka}", $"topic {setup.Readings}", $"schema {setup.Readings}-value", "clock", "port 0 gRPC");
    }

    [Fact(Timeout = 180_000)]
    public async Task Doctor_BesideARunningGridFlow_SaysWhoHoldsThePortsAndTheGroup()
    {
        var setup = servers.Setup("doctor-beside");
        var id = $"--Checkpoints:TransactionalId={setup.Readings}-1";
        await using var gridflow = await GridFlowProcess.StartAsync(setup, id);
        await gridflow.RunningAsync();
        var (grpc, metrics) = (gridflow.GrpcAddress.Split(':')[^1], gridflow.MetricsUrl.Port);
        var result = await GridFlowProcess.RunToEndAsync(
        [
            "doctor", .. setup.Arguments.Where(argument => argument.Contains(':', StringComparison.Ordinal)), id, $"--Control:GrpcPort={grpc}",
            $"--Control:HttpPort={HealthPort().Match(gridflow.Log).Groups["port"].Value}", string.Create(CultureInfo.InvariantCulture, $"--Telemetry:MetricsPort={metrics}"), "--timeout", "30s",
        ]);

        Assert.Equal(3, Regex.Count(result.Succeeded().Text, "held by a gridflow that is running"));
        Assert.Contains("held by the gridflow that is running", result.Text, StringComparison.Ordinal);
        Assert.Contains("1 member, Stable", result.Text, StringComparison.Ordinal);
        Assert.Contains("has it as id", result.Text, StringComparison.Ordinal);
        await gridflow.RunningAsync();
        Assert.DoesNotContain("fenced", gridflow.Log, StringComparison.OrdinalIgnoreCase);
    }

    private PipelineSetup Setup()
    {
        Assert.SkipWhen(scene.Setup is null, $"an S3 service and an InfluxDB need the server kit: set {ServerDiscovery.KitVariable} to the folder of gfserver");
        return scene.Setup!;
    }

    [GeneratedRegex(@"health http://[^:]+:(?<port>\d+)/")]
    private static partial Regex HealthPort();
}
