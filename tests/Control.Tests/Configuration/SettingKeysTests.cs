using Xunit;

namespace GridFlow.Control.Configuration;

public sealed class SettingKeysTests
{
    [Fact]
    public void All_Settings_HaveTheirSectionsAndGroupsInTheName()
    {
        var keys = SettingKeys.All.Select(setting => setting.Key).ToList();

        Assert.All(["Kafka:ControlTopic", "Detection:Voltage:Resolution", "Telemetry:MetricsPort"], key => Assert.Contains(key, keys));
        Assert.DoesNotContain("Kafka:Properties", keys);
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("Kafka:BootstrapServer=x", "did you mean Kafka:BootstrapServers?")]
    [InlineData("Kafak:GroupId=x", "did you mean Kafka:GroupId?")]
    [InlineData("Kafak:GropId=x", "did you mean Kafka:GroupId?")]
    [InlineData("Detection:Volage:Resolution=1", "did you mean Detection:Voltage:Resolution?")]
    [InlineData("Detection:Voltage:Resolutio=1", "did you mean Detection:Voltage:Resolution?")]
    [InlineData("Kafka:ThresholdSigma=2", "did you mean Detection:ThresholdSigma?")]
    [InlineData("Kafka:Xyzzy=2", "known here: BootstrapServers")]
    [InlineData("Checkpoints:Delivery=exactly-onc", "did you mean exactly-once?")]
    [InlineData("Archive:Target=s4", "did you mean s3?")]
    public void Read_WrongKeyOrWord_NamesTheNearest(string setting, string hint)
    {
        var fault = Assert.Single(Assert.Throws<InvalidConfigurationException>(() => SettingsReader.Read(ConfigurationSources.Read(null, [$"--{setting}"]))).Faults);
        Assert.Contains(hint, fault.Problem, StringComparison.Ordinal);
    }
}
