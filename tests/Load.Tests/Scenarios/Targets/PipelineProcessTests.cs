using GridFlow.Load.Scenarios.Running;
using Xunit;

namespace GridFlow.Load.Scenarios.Targets;

public sealed class PipelineProcessTests
{
    [Fact]
    public void StartInfo_SettingsInTheEnvironment_AreNotInherited()
    {
        const string name = "gridflow_InfluxDb__Url";
        Environment.SetEnvironmentVariable(name, "http://influx:8086");
        try
        {
            var start = PipelineProcess.StartInfo("gridflow.dll", ["run"]);
            Assert.DoesNotContain(start.Environment.Keys, key => key.StartsWith("GRIDFLOW_", StringComparison.OrdinalIgnoreCase));
            Assert.Contains("PATH", start.Environment.Keys);
            Assert.Equal(["gridflow.dll", "run"], start.ArgumentList);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public async Task Arguments_OtherSinks_AreOffUnlessTheCommandLineSaysSo()
    {
        var folder = new DirectoryInfo("x");
        await using var place = await EmbeddedPlace.StartAsync(PlaceTopics.New("test", 1));
        var arguments = RunStage.Arguments(place, folder, ["--Archive:Target=directory"]);
        Assert.Contains("--InfluxDb:Url=", arguments);
        Assert.InRange(arguments.IndexOf("--Archive:Target=off"), 0, arguments.IndexOf("--Archive:Target=directory") - 1);
    }

    [Fact]
    public async Task EndAsync_Politely_KeepsExitCodeAndTime()
    {
        // A shell that takes SIGTERM for its end.
        await using var process = new PipelineProcess("sh", ["-c", "trap 'exit 3' TERM; echo 'gRPC 127.0.0.1:1, health'; while true; do sleep 0.05; done"], TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var starting = process.StartAsync(1, stop.Token);
        await TestKit.Eventually.TrueAsync(() => HasChannel(process), "the ports");
        Assert.Equal(3, await process.EndAsync(kill: false));
        await Assert.ThrowsAsync<ScenarioFailedException>(() => starting);
        var polite = Assert.Single(process.PoliteStops);
        Assert.Equal(3, polite.ExitCode);
        Assert.InRange(polite.Took, TimeSpan.Zero, TimeSpan.FromSeconds(14));
        Assert.Null(process.MemoryMb);
        Assert.Null(await process.StatusAsync());
    }

    private static bool HasChannel(PipelineProcess process)
    {
        try
        {
            return process.Channel is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
