using Microsoft.Extensions.Configuration;
using Xunit;

namespace GridFlow.Control.Configuration;

public sealed class EnvironmentSettingsTests
{
    [Fact]
    public void SourceOf_Environment_IsNamedAndLosesToTheCommandLine()
    {
        // A variable that no other test reads: the environment is the whole process's.
        const string Variable = "GRIDFLOW_Logging__LogLevel__EnvironmentSettingsTests";
        const string Key = "Logging:LogLevel:EnvironmentSettingsTests";
        Environment.SetEnvironmentVariable(Variable, "Debug");
        try
        {
            var environment = ConfigurationSources.Read(null, []);
            var commandLine = ConfigurationSources.Read(null, [$"--{Key}=Error"]);

            Assert.Equal(("Debug", "environment"), (environment[Key], ConfigurationSources.SourceOf(environment, Key)));
            Assert.Equal(("Error", "command line"), (commandLine[Key], ConfigurationSources.SourceOf(commandLine, Key)));
            Assert.Equal("default", ConfigurationSources.SourceOf(environment, "Kafka:GroupId"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Fact]
    public void Read_RootVariable_IsNoSetting()
    {
        // GRIDFLOW_TEST_KAFKA and the like steer the tests.
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("TEST_KAFKA", "localhost:9092")]).Build();

        Assert.Equal("localhost:9092", SettingsReader.Read(configuration).Kafka.BootstrapServers);
    }
}
