using System.Globalization;

namespace GridFlow.Integration.Servers;

/// <summary>Servers of the kit that live in one folder. They end with the test host at the latest.</summary>
internal sealed class ServerSet(ServerKit kit, string folder) : IAsyncDisposable
{
    /// <summary>Starts Kafka, or starts it again with the data it had; returns what the kit printed.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StartKafkaAsync(params string[] options) =>
        // A group keeps a dead member for its session; tests that kill often ask for shorter ones than brokers allow by default.
        await StartAsync(["start", "kafka", "--partitions", "4", "--no-auto-create", "--prop", "group.min.session.timeout.ms=1000", .. options]);

    /// <summary>Starts the registry, or starts it again with the data it had; returns the address of its Confluent API.</summary>
    public async Task<string> StartRegistryAsync() => (await StartAsync(["start", "registry"]))["SCHEMA_REGISTRY_URL"];

    /// <summary>Starts an S3 service with one bucket, <c>checkpoints</c>.</summary>
    /// <param name="kind"><c>minio</c> or <c>versitygw</c>.</param>
    public async Task<S3Service> StartS3Async(string kind)
    {
        var printed = await StartAsync(["start", "s3", "--kind", kind, "--bucket", S3Service.Bucket]);
        return new S3Service(printed["AWS_ENDPOINT_URL"], printed["AWS_ACCESS_KEY_ID"], printed["AWS_SECRET_ACCESS_KEY"]);
    }

    /// <summary>Makes one more bucket in the S3 service.</summary>
    public Task MakeBucketAsync(string bucket) => kit.RunAsync(["s3", "mb", bucket, "--dir", folder]);

    /// <summary>Starts InfluxDB, or starts it again with the data it had.</summary>
    public async Task<InfluxServer> StartInfluxAsync()
    {
        var printed = await StartAsync(["start", "influx"]);
        return new InfluxServer(printed["INFLUX_URL"], printed["INFLUX_ORG"], printed["INFLUX_BUCKET"], printed["INFLUX_TOKEN"], printed["INFLUX_WRITE_TOKEN"]);
    }

    /// <summary>Starts Prometheus, which reads a target every second; returns its address and its configuration file, which it reads again when asked to.</summary>
    public async Task<(Uri Url, string Configuration)> StartPrometheusAsync(Uri target, string rules)
    {
        var printed = await StartAsync(["start", "prometheus", "--target", target.Authority, "--rules", rules]);
        return (new Uri(printed["PROMETHEUS_URL"]), printed["PROMETHEUS_CONFIG"]);
    }

    /// <summary>Puts a proxy that can be broken in front of a server.</summary>
    public async Task<ToxicProxy> StartProxyAsync(Uri upstream)
    {
        var printed = await StartAsync(["start", "toxiproxy", "--proxy", $"s3={upstream.Authority}"]);
        return new ToxicProxy(new Uri(printed["TOXIPROXY_URL"]), new Uri($"http://{printed["TOXIPROXY_S3"]}"));
    }

    /// <summary><c>kill</c>, <c>pause</c>, <c>resume</c>, … of one kind of server.</summary>
    public Task DoAsync(string command, string kind) => kit.RunAsync([command, kind, "--dir", folder]);

    /// <summary>Brings back the broker that was killed.</summary>
    public Task StartBrokerAsync() => kit.RunAsync(["start-broker", "--broker", "1", "--dir", folder]);

    /// <summary>SIGKILL for one broker of several.</summary>
    public Task KillBrokerAsync(int broker) => kit.RunAsync(["kill", "kafka", "--broker", broker.ToString(CultureInfo.InvariantCulture), "--dir", folder]);

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(folder))
        {
            await kit.RunAsync(["kill", "--dir", folder]);
            if (!ServerDiscovery.KeepsFolders)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> StartAsync(IEnumerable<string> arguments)
    {
        var result = await kit.RunAsync([.. arguments, "--dir", folder, "--watch-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        return result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => Unquoted(pair[1]));
    }

    // The kit quotes as a shell does: 'a b' or a\ b.
    private static string Unquoted(string text) =>
        text.StartsWith('\'') ? text.Trim('\'') : text.Replace("\\", "", StringComparison.Ordinal);
}
