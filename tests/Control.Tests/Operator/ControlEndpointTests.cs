using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Startup;
using Xunit;

namespace GridFlow.Control.Operator;

public sealed class ControlEndpointTests
{
    private static readonly ConnectionArguments NoArguments = new(null, null, null, null, Json: false);

    [Theory]
    [InlineData("http://127.0.0.1:5051")]
    [InlineData("http://localhost:5051", "--Control:Host=*")]
    [InlineData("http://localhost:7", "--Control:Host=0.0.0.0", "--Control:GrpcPort=7")]
    [InlineData("http://localhost:5051", "--Control:Host=::")]
    [InlineData("http://[::1]:5051", "--Control:Host=::1")]
    [InlineData("http://10.1.2.3:5051", "--Control:Host=10.1.2.3")]
    [InlineData("https://grid-1:6000", "--Control:Address=https://grid-1:6000", "--Control:Host=10.1.2.3")]
    [InlineData("http://grid-1:5051", "--Control:Address=grid-1")]
    public void Of_Configuration_IsWhereAnInstanceListensUnlessAnAddressIsSet(string expected, params string[] settings) =>
        Assert.Equal(expected, ControlEndpoint.Of(NoArguments, Read(settings)).Text);

    [Fact]
    public void Of_Option_WinsAndIsNamed()
    {
        var endpoint = ControlEndpoint.Of(NoArguments with { Address = new Uri("http://a:1") }, Read("--Control:Address=http://b:2"));
        Assert.Equal(("http://a:1", "--address"), (endpoint.Text, endpoint.Source));
    }

    [Fact]
    public void Of_AnyFreePort_AsksForTheAddress() =>
        Assert.Contains("--address", Assert.Throws<StartupFailedException>(() => ControlEndpoint.Of(NoArguments, Read("--Control:GrpcPort=0"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("grid-1", "http://grid-1:5051/")]
    [InlineData("grid-1:80", "http://grid-1:80/")]
    [InlineData("https://grid-1", "https://grid-1:5051/")]
    [InlineData("https://grid-1:443/", "https://grid-1:443/")]
    [InlineData("http://[::1]", "http://[::1]:5051/")]
    [InlineData("ftp://grid-1", null)]
    [InlineData("http://grid-1/path", null)]
    [InlineData("http://me@grid-1", null)]
    [InlineData("http://", null)]
    [InlineData("a b", null)]
    public void Parse_Text_IsAnAddressWithThePortOfTheContract(string text, string? expected) => Assert.Equal(expected is null ? null : new Uri(expected), ControlAddress.Parse(text));

    [Fact]
    public void ReadClient_FaultElsewhere_DoesNotKeepAPersonFromSteering()
    {
        Assert.Equal(5051, Read("--Kafka:Partitions=many", "--Control:CertificatePath=/not/there", "--Control:KeyPath=/not/there").GrpcPort);
        Assert.Contains("Control:GrpcPort", Assert.Throws<InvalidConfigurationException>(() => Read("--Control:GrpcPort=many", "--Kafka:Partitions=many")).Message, StringComparison.Ordinal);
        Assert.Contains("Control:Address", Assert.Throws<InvalidConfigurationException>(() => Read("--Control:Address=ftp://x")).Message, StringComparison.Ordinal);
        Assert.Contains("Control:Adress", Assert.Throws<InvalidConfigurationException>(() => Read("--Control:Adress=x")).Message, StringComparison.Ordinal);
    }

    private static ControlOptions Read(params string[] settings) => SettingsReader.ReadClient(ConfigurationSources.Read(null, settings));
}
