using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Deployment;

/// <summary>The init steps of infra/compose.yaml against real servers: they may run again, and give gridflow no more rights than it needs.</summary>
public sealed class SetUpScriptTests(RealServers servers)
{
    [Fact(Timeout = 180_000)]
    public async Task CreateTopics_Twice_MakesThemAsListedAndMendsWhatWasChanged()
    {
        await using var set = servers.NewSet("setting Kafka up");
        var kafka = (await set.StartKafkaAsync())["KAFKA_BOOTSTRAP"];
        var kit = $"bash {servers.Kit!.Folder}/gfserver kafka-tool";
        var tools = new Dictionary<string, string> { ["KAFKA_TOPICS"] = $"{kit} TopicCommand", ["KAFKA_CONFIGS"] = $"{kit} ConfigCommand" };

        var first = await RunAsync("infra/kafka/create-topics.sh", tools, "--bootstrap", kafka);
        (await servers.Kit.RunAsync(["kafka-tool", "ConfigCommand", "--bootstrap-server", kafka, "--alter", "--topic", "sensor-readings", "--add-config", "message.timestamp.type=CreateTime"])).Succeeded();
        var second = await RunAsync("infra/kafka/create-topics.sh", tools, "--bootstrap", kafka);
        var third = await RunAsync("infra/kafka/create-topics.sh", tools, "--bootstrap", kafka);

        Assert.Contains("topic sensor-readings: made, 8 partitions", first.Text, StringComparison.Ordinal);
        Assert.Contains("topic gridflow-control: made, 1 partitions, cleanup.policy=compact", first.Text, StringComparison.Ordinal);
        Assert.Contains("topic sensor-readings: there, 8 partitions", second.Text, StringComparison.Ordinal);
        Assert.Equal(4, third.Text.Split('\n').Count(line => line.EndsWith(": is as it should be", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 180_000)]
    public async Task RegisterSchemas_Twice_KeepsTheIdsAndRefusesWhatIsNotCompatible()
    {
        await using var set = servers.NewSet("setting the registry up");
        var url = await set.StartRegistryAsync();

        var first = await RunAsync("infra/registry/register-schemas.sh", [], "--url", url);
        var second = await RunAsync("infra/registry/register-schemas.sh", [], "--url", url);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(2, first.Text.Split('\n').Count(line => line.StartsWith("subject ", StringComparison.Ordinal)));
        using var http = new HttpClient();
        // The very text that gridflow registers: with another line break it would make a second version of its own.
        using var registered = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{url}/subjects/sensor-readings-value/versions/latest"), TestContext.Current.CancellationToken));
        Assert.Equal(await File.ReadAllTextAsync(RepositoryRoot.File("protos/avro/SensorReading.avsc"), TestContext.Current.CancellationToken), registered.RootElement.GetProperty("schema").GetString());
        using var other = new StringContent("""{"schema":"{\"type\":\"record\",\"name\":\"SensorReading\",\"namespace\":\"gridflow.v1\",\"fields\":[{\"name\":\"other\",\"type\":\"long\"}]}"}""", null, "application/json");
        using var answer = await http.PostAsync(new Uri($"{url}/subjects/sensor-readings-value/versions"), other, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact(Timeout = 180_000)]
    public async Task SetUpInfluxDb_Twice_GivesATokenForTheBucketAlone()
    {
        await using var set = servers.NewSet("setting InfluxDB up");
        var influx = await set.StartInfluxAsync();
        var folder = Directory.CreateTempSubdirectory("gridflow-token-");
        try
        {
            var file = Path.Combine(folder.FullName, "InfluxDb__Token");
            var secrets = new Dictionary<string, string> { ["INFLUXDB_ADMIN_PASSWORD"] = "unused-it-is-set-up", ["INFLUXDB_ADMIN_TOKEN"] = influx.Token };

            await RunAsync("infra/influxdb/setup.sh", secrets, "--url", influx.Url, "--token-file", file);
            var token = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            await RunAsync("infra/influxdb/setup.sh", secrets, "--url", influx.Url, "--token-file", file);

            Assert.Equal(token, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            using var http = new HttpClient { BaseAddress = new Uri(influx.Url) };
            http.DefaultRequestHeaders.Add("Authorization", $"Token {token}");
            Assert.Equal(HttpStatusCode.NoContent, await WriteAsync(http, "anomalies"));
            // Its own bucket and no other.
            Assert.Equal(HttpStatusCode.Forbidden, await WriteAsync(http, "_monitoring"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task SetUpMinio_Twice_GivesASessionThatCanAddReadingsAndNotDeleteThem()
    {
        await using var set = servers.NewSet("setting MinIO up");
        var s3 = await set.StartS3Async("minio");
        await set.MakeBucketAsync("somebody-elses");
        var root = new Dictionary<string, string> { ["S3_URL"] = s3.Endpoint, ["MINIO_ROOT_USER"] = s3.AccessKey, ["MINIO_ROOT_PASSWORD"] = s3.SecretKey };

        await RunAsync("infra/minio/setup.sh", root, "--with", "curl");
        var session = (await RunAsync("infra/minio/setup.sh", root, "--with", "curl")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        using var client = new AmazonS3Client(
            new SessionAWSCredentials(session["AWS_ACCESS_KEY_ID"], session["AWS_SECRET_ACCESS_KEY"], session["AWS_SESSION_TOKEN"]), new AmazonS3Config { ServiceURL = s3.Endpoint, ForcePathStyle = true });
        using var admin = new AmazonS3Client(new BasicAWSCredentials(s3.AccessKey, s3.SecretKey), new AmazonS3Config { ServiceURL = s3.Endpoint, ForcePathStyle = true });
        var stop = TestContext.Current.CancellationToken;
        foreach (var (bucket, days) in new[] { ("readings", 730), ("checkpoints", 90) })
        {
            await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "readings/one", ContentBody = "x" }, stop);
            Assert.Single((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, stop)).S3Objects);
            var rules = (await admin.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = bucket }, stop)).Configuration.Rules;
            Assert.Equal(days, Assert.Single(rules).Expiration.Days);
        }

        await client.DeleteObjectAsync("checkpoints", "readings/one", stop);
        await Refused(() => client.DeleteObjectAsync("readings", "readings/one", stop));
        await Refused(() => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "somebody-elses" }, stop));
        await Refused(() => client.PutBucketAsync("one-more", stop));
    }

    private static async Task Refused(Func<Task> call) =>
        Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<AmazonS3Exception>(call)).StatusCode);

    private static async Task<HttpStatusCode> WriteAsync(HttpClient http, string bucket)
    {
        using var line = new StringContent("anomalies,meter_id=M value=1");
        using var answer = await http.PostAsync(new Uri($"/api/v2/write?org=gridflow&bucket={bucket}", UriKind.Relative), line, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<CommandResult> RunAsync(string script, Dictionary<string, string> environment, params string[] arguments) =>
        (await Command.RunAsync("bash", [RepositoryRoot.File(script), .. arguments], environment)).Succeeded();
}
