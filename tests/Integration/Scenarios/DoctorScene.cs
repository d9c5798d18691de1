using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>Everything that <c>gridflow doctor</c> can look at, as it should be: topics, registry, an S3 service with a bucket, an InfluxDB.</summary>
public sealed class DoctorScene(RealServers servers) : IAsyncLifetime
{
    private ServerSet? _set;
    private S3Service? _s3;
    private InfluxServer? _influx;

    /// <summary>Topics, group and servers.</summary>
    internal PipelineSetup? Setup { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (servers.Kit is null)
        {
            // The tests say so by themselves.
            return;
        }

        Setup = servers.Setup("doctor");
        _set = servers.Kit.NewSet();
        var s3 = _set.StartS3Async("minio");
        _influx = await _set.StartInfluxAsync();
        _s3 = await s3;
        await CreateTopicsAsync(Setup);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_set is not null)
        {
            await _set.DisposeAsync();
        }
    }

    /// <summary>Runs <c>gridflow doctor --json</c>; settings given here win over those of the scene.</summary>
    internal async Task<DoctorAnswer> AskAsync(params string[] more)
    {
        var result = await GridFlowProcess.RunToEndAsync(["doctor", "--json", "--timeout", "30s", .. Settings(), .. more], Environment());
        Assert.True(result.Text.StartsWith('{'), result.All);
        using var report = JsonDocument.Parse(result.Text);
        return new DoctorAnswer(result.ExitCode, [.. report.RootElement.GetProperty("findings").EnumerateArray().Select(each => new DoctorLine(Text(each, "verdict"), Text(each, "subject"), Text(each, "found"), Text(each, "advice")))], result.Error);
    }

    /// <summary>Keys that are in the bucket.</summary>
    internal async Task<int> ObjectsAsync() => (await _s3!.Store().ListAsync("", TestContext.Current.CancellationToken)).Count;

    /// <summary>Settings of the scene, as arguments.</summary>
    internal IEnumerable<string> Settings() =>
    [
        .. Setup!.Arguments.Where(argument => argument.Contains(':', StringComparison.Ordinal)),
        "--Control:GrpcPort=0", "--Control:HttpPort=0", "--Telemetry:MetricsPort=0",
        $"--Checkpoints:Store=s3://{S3Service.Bucket}/some/prefix", "--Archive:Target=s3", $"--Archive:Bucket=s3://{S3Service.Bucket}/some/prefix", $"--Archive:SpoolDirectory={Setup.Store}-spool", "--Archive:SpoolBudgetBytes=1000000",
        $"--Archive:GroupId={Setup.Group}-archive", $"--InfluxDb:Url={_influx!.Url}", $"--InfluxDb:Org={_influx.Org}", $"--InfluxDb:Bucket={_influx.Bucket}", $"--InfluxDb:GroupId={Setup.Group}-influx",
    ];

    /// <summary>Secrets of the scene.</summary>
    internal Dictionary<string, string> Environment() => new()
    {
        ["AWS_ENDPOINT_URL"] = _s3!.Endpoint,
        ["AWS_ACCESS_KEY_ID"] = _s3.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = _s3.SecretKey,
        ["GRIDFLOW_InfluxDb__Token"] = _influx!.WriteToken,
    };

    private static async Task CreateTopicsAsync(PipelineSetup setup)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = setup.Kafka }).SetLogHandler((_, _) => { }).Build();
        await admin.CreateTopicsAsync(
        [
            new TopicSpecification { Name = setup.Readings, NumPartitions = PipelineSetup.Partitions, Configs = new() { ["message.timestamp.type"] = "LogAppendTime" } },
            new TopicSpecification { Name = setup.Anomalies, NumPartitions = PipelineSetup.Partitions },
            new TopicSpecification { Name = setup.DeadLetters, NumPartitions = PipelineSetup.Partitions, Configs = new() { ["max.message.bytes"] = "2097152" } },
            new TopicSpecification { Name = setup.Control, NumPartitions = 1, Configs = new() { ["cleanup.policy"] = "compact" } },
            new TopicSpecification { Name = $"{setup.Readings}-created", NumPartitions = 1 },
        ]);
        // It takes a moment until every question knows them.
        await Until.ThereAsync(() => Task.Run(() =>
        {
            var there = admin.GetMetadata(TimeSpan.FromSeconds(20)).Topics.Select(topic => topic.Topic).ToHashSet();
            return there.IsSupersetOf([setup.Readings, setup.Anomalies, setup.DeadLetters, setup.Control, $"{setup.Readings}-created"]) ? null : "the topics are not there yet";
        }));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
