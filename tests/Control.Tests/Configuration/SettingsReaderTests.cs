using GridFlow.Checkpoints;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace GridFlow.Control.Configuration;

public sealed class SettingsReaderTests
{
    [Theory]
    [InlineData("Detection:ThresholdSigma", "abc", "from 1.5 to 4")]
    [InlineData("Detection:ThresholdSigma", "NaN", "from 1.5 to 4")]
    [InlineData("Detection:ThresholdSigma", "4.01", "from 1.5 to 4")]
    [InlineData("Detection:ThresholdSigma", "2,5", "with a point for decimals")]
    [InlineData("Detection:Window", "5", "a time such as")]
    [InlineData("Detection:Window", "500ms", "from 1s to 1.00:00:00")]
    [InlineData("Detection:Voltage:Resolution", "1e-9", "from 0.000001 to 1000000")]
    [InlineData("Detection:Voltage:Resolution", "0.00001", "steps of Resolution")]
    [InlineData("Detection:Voltage:Minimum", "200000", "must be below Maximum")]
    [InlineData("Detection:Severity:Fault", "terrible", "one of info, warning, error, critical")]
    [InlineData("Detection:Severity:Fault", "3", "one of info, warning, error, critical")]
    [InlineData("Detection:Severity:WarningSigma", "9", "must rise")]
    [InlineData("Checkpoints:Delivery", "twice", "one of at-least-once, exactly-once")]
    [InlineData("Checkpoints:TransactionMinInterval", "1s", "must not exceed")]
    [InlineData("Checkpoints:Store", "gs://bucket", "must be a folder, s3://bucket/prefix, or none")]
    [InlineData("Checkpoints:Store", "s3://X", "must name a bucket")]
    [InlineData("Kafka:BootstrapServers", "", "must not be empty")]
    [InlineData("Kafka:Partitions", "0", "a whole number, from 1 to 10000")]
    [InlineData("Kafka:Partitions", "99999999999", "a whole number")]
    [InlineData("SchemaRegistry:Url", "nowhere", "an address such as")]
    [InlineData("SchemaRegistry:IdLayout", "8", "one of confluent, apicurio")]
    [InlineData("Control:Host", "example.org", "an IP address")]
    [InlineData("Control:GrpcPort", "5080", "must differ")]
    [InlineData("Telemetry:MetricsPort", "5051", "must differ")]
    [InlineData("Telemetry:OtlpEndpoint", "collector:4317", "an address such as")]
    [InlineData("Telemetry:OtlpProtocol", "thrift", "one of grpc, http")]
    [InlineData("Telemetry:TraceSampleRatio", "1.5", "from 0 to 1")]
    public void Read_OneBadValue_NamesKeyValueAndWhatIsAllowed(string key, string value, string allowed)
    {
        var fault = Assert.Single(Faults((key, value)), fault => fault.Key == key);

        Assert.Equal(value, fault.Value);
        Assert.Contains(allowed, fault.Problem, StringComparison.Ordinal);
        Assert.Equal("command line", fault.Source);
        Assert.Contains($"--{key}=…", fault.ToString(), StringComparison.Ordinal);
        Assert.Contains($"GRIDFLOW_{key.Replace(":", "__", StringComparison.Ordinal)}", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Kafka:BootstrapServer", "did you mean Kafka:BootstrapServers?")]
    [InlineData("Detektion:Window", "did you mean Detection:Window?")]
    [InlineData("Detection:Voltage:Resolutoin", "did you mean Detection:Voltage:Resolution?")]
    [InlineData("Control:Zzzzzzzz", "known here: Host, GrpcPort")]
    public void Read_UnknownKey_SuggestsTheNearest(string key, string hint)
    {
        var fault = Assert.Single(Faults((key, "1")));

        Assert.Contains(hint, fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("set --", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyFaults_ListsAllAtOnce()
    {
        var faults = Faults(
            ("Detection:ThresholdSigma", "abc"), ("Checkpoints:Delivery", "twice"), ("Kafka:Partitions", "0"), ("Kafka:Topic", "x"), ("Detection:IdleEviction", "1m"));

        Assert.Equal(
            ["Kafka:Topic", "Detection:ThresholdSigma", "Checkpoints:Delivery", "Kafka:Partitions", "Detection:IdleEviction"],
            faults.Select(fault => fault.Key));
    }

    [Fact]
    public void Read_WindowAboveIdleEviction_IsAFault() =>
        Assert.Contains("Window (02:00:00)", Assert.Single(Faults(("Detection:Window", "2h"))).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("SchemaRegistry:Pasword")]
    [InlineData("Kafka:SaslPassword")]
    [InlineData("Control:KeyPath")]
    [InlineData("InfluxDb:Tokn:Token")]
    [InlineData("InfluxDb:ApiToken")]
    [InlineData("Telemetry:OtlpHeaders")]
    public void Read_SecretWithAFault_IsNotPrinted(string key) =>
        Assert.DoesNotContain("hunter2", new InvalidConfigurationException(Faults((key, "hunter2"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_GoodValues_AreBound()
    {
        var settings = SettingsReader.Read(Configuration(
            ("Detection:Window", "90s"),
            ("detection:voltage:resolution", "0.001"),
            ("Checkpoints:Delivery", "At-Least-Once"),
            ("SchemaRegistry:IdLayout", "apicurio"),
            ("Kafka:Properties:security.protocol", "ssl"),
            ("Kafka:Consumer:fetch.wait.max.ms", "7"),
            ("Control:Host", "*"),
            ("Logging:LogLevel:Default", "Debug")));

        Assert.Equal(TimeSpan.FromSeconds(90), settings.Detection.Window);
        Assert.Equal(0.001, settings.Detection.Voltage.Resolution);
        Assert.Equal(Delivery.AtLeastOnce, settings.Checkpoints.Delivery);
        Assert.Equal(Readings.SchemaIdLayout.Apicurio, settings.SchemaRegistry.IdLayout);
        Assert.Equal("ssl", settings.Kafka.Properties["security.protocol"]);
        Assert.Equal("7", settings.Kafka.Consumer["fetch.wait.max.ms"]);
        Assert.Equal("*", settings.Control.Host);
    }

    [Fact]
    public void Read_Nothing_DefaultsAreValid() => Assert.Equal(5051, SettingsReader.Read(Configuration()).Control.GrpcPort);

    [Fact]
    public void Read_ConfigFile_LosesToTheCommandLineAndReportsBadJson()
    {
        var file = Path.Combine(Path.GetTempPath(), $"gridflow-{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(file, """{ "Kafka": { "GroupId": "from-file", "Partitions": 6 } }""");
            var settings = SettingsReader.Read(ConfigurationSources.Read(file, ["--Kafka:Partitions=8"]));
            Assert.Equal(("from-file", 8), (settings.Kafka.GroupId, settings.Kafka.Partitions));

            File.WriteAllText(file, "{ no json");
            Assert.Throws<InvalidConfigurationException>(() => ConfigurationSources.Read(file, []));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Throws<InvalidConfigurationException>(() => ConfigurationSources.Read("/nowhere/gridflow.json", []));
    }

    private static IReadOnlyList<ConfigurationFault> Faults(params (string Key, string Value)[] settings) =>
        Assert.Throws<InvalidConfigurationException>(() => SettingsReader.Read(Configuration(settings))).Faults;

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) =>
        ConfigurationSources.Read(null, [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
}
