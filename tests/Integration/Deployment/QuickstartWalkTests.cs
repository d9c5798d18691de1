using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Deployment;

/// <summary>What a person does with infra/local, from nothing to the alarm: the containers' configuration files, scripts and policies, and real servers.</summary>
public sealed class QuickstartWalkTests(RealServers servers)
{
    [Fact(Timeout = 200_000)]
    public async Task Walk_FromNothing_AlarmIsInTopicInfluxDbAndArchive()
    {
        Assert.SkipWhen(servers.Kit is null, $"the walk needs the server kit: set {ServerDiscovery.KitVariable} to the folder of gfserver");

        // Gives up by itself before this test does, so that it stops what it has started.
        var walk = await Command.RunAsync(
            "bash", [RepositoryRoot.File("infra/local/walk.sh"), "--patience", "40"], new Dictionary<string, string> { ["GRIDFLOW_SERVERS"] = servers.Kit!.Folder });

        walk.Succeeded();
        TestContext.Current.TestOutputHelper?.WriteLine(walk.Text);
        foreach (var step in new[] { "all servers answer", "gRPC: alarm", "Kafka topic anomalies: at", "InfluxDB bucket anomalies:", "archive s3://readings:", "gridflow reconcile:" })
        {
            Assert.Contains(step, walk.Text, StringComparison.Ordinal);
        }
    }
}
