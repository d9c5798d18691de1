using GridFlow.Control.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace GridFlow.Deployment.Compose;

/// <summary>What compose file and image tell gridflow is what gridflow understands.</summary>
public sealed class SettingsOfTheContainerTests
{
    private const string Prefix = "GRIDFLOW_";

    [Fact]
    public void Settings_OfComposeFileAndImage_AreValidAndKnown()
    {
        var settings = SettingsReader.Read(Configuration());

        Assert.Equal("0.0.0.0", settings.Control.Host);
        Assert.Equal("kafka:19092", settings.Kafka.BootstrapServers);
        Assert.Equal("s3://checkpoints", settings.Checkpoints.Store);
        Assert.Equal("s3://readings", settings.Archive.Bucket);
        Assert.Equal("http://influxdb:8086", settings.InfluxDb.Url?.ToString().TrimEnd('/'));
    }

    [Fact]
    public void Spool_OfTheContainer_LiesOnAVolume()
    {
        var spool = SettingsReader.Read(Configuration()).Archive.SpoolDirectory;

        Assert.Contains(new ComposeFile("infra/compose.yaml").Service("gridflow").List("volumes"), mount => spool.StartsWith(mount.Split(':')[1] + "/", StringComparison.Ordinal));
    }

    [Fact]
    public void Ports_ThatArePublished_AreThoseOfGridFlow()
    {
        var settings = new GridFlowSettings();
        var ports = new ComposeFile("infra/compose.yaml").Service("gridflow").List("ports").Select(port => int.Parse(port.Split(':')[2], System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal([settings.Control.GrpcPort, settings.Control.HttpPort, settings.Telemetry.MetricsPort], ports);
    }

    private static IConfigurationRoot Configuration()
    {
        var image = DockerFile.Of("Control").Environment;
        var stack = new ComposeFile("infra/compose.yaml");
        // What the init step lays into the folder of secrets, under the name that it is told.
        var command = stack.Service("influxdb-init").List("command").ToList();
        var secret = Path.GetFileName(command[command.IndexOf("--token-file") + 1]).Replace("__", ":", StringComparison.Ordinal);
        return new ConfigurationBuilder()
            .AddInMemoryCollection(Ours(image))
            .AddInMemoryCollection([KeyValuePair.Create(secret, (string?)"made-by-influxdb")])
            .AddInMemoryCollection(Ours(stack.Service("gridflow").Environment))
            .Build();
    }

    private static IEnumerable<KeyValuePair<string, string?>> Ours(IReadOnlyDictionary<string, string> environment) => environment
        .Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal) && pair.Key.Contains("__", StringComparison.Ordinal))
        .Select(pair => KeyValuePair.Create(pair.Key[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value));
}
