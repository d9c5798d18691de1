using GridFlow.Control.Configuration;
using Xunit;

namespace GridFlow.Control.Tests.Configuration;

public sealed class InfluxDbSettingsTests
{
    [Fact]
    public void Read_NothingGiven_IsOff() => Assert.Null(Read().InfluxDb.Url);

    [Fact]
    public void Read_EmptyUrl_SwitchesOffWhatCameBefore() => Assert.False(Read("--InfluxDb:Url=http://i:8086", "--InfluxDb:Url=").InfluxDb.IsOn);

    [Theory]
    [InlineData("InfluxDb:Org", "--InfluxDb:Url=http://i:8086", "--InfluxDb:Token=t")]
    [InlineData("InfluxDb:Token", "--InfluxDb:Url=http://i:8086", "--InfluxDb:Org=o")]
    [InlineData("InfluxDb:Password", "--InfluxDb:Url=http://i:8086", "--InfluxDb:ApiVersion=v1", "--InfluxDb:Username=u")]
    [InlineData("InfluxDb:Database", "--InfluxDb:Url=http://i:8086", "--InfluxDb:ApiVersion=v1", "--InfluxDb:Database=")]
    [InlineData("InfluxDb:Url", "--InfluxDb:Url=ftp://i", "--InfluxDb:Org=o", "--InfluxDb:Token=t")]
    [InlineData("InfluxDb  (", "--InfluxDb:Url=http://i:8086?org=o", "--InfluxDb:Org=o", "--InfluxDb:Token=t")]
    [InlineData("InfluxDb:ApiVersion", "--InfluxDb:ApiVersion=v3")]
    [InlineData("InfluxDb:BatchLines", "--InfluxDb:BatchLines=0")]
    [InlineData("InfluxDb:GroupId", "--InfluxDb:GroupId=")]
    public void Read_OneFault_NamesTheSetting(string key, params string[] settings) =>
        Assert.Contains($"  {key}", Assert.Throws<InvalidConfigurationException>(() => Read(settings)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_SeveralFaults_ListsThemAllAndNoSecret()
    {
        var message = Assert.Throws<InvalidConfigurationException>(
            () => Read("--InfluxDb:Url=http://user:hunter2@i:8086", "--InfluxDb:Token=", "--InfluxDb:Password=hunter3")).Message;
        Assert.All(["InfluxDb:Org", "InfluxDb:Token", "Url must not hold user and password"], part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain("hunter", message, StringComparison.Ordinal);
    }

    private static GridFlowSettings Read(params string[] settings) => SettingsReader.Read(ConfigurationSources.Read(null, settings));
}
