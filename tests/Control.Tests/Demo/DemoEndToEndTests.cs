using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Terminal;
using Xunit;

namespace GridFlow.Control.Demo;

public sealed class DemoEndToEndTests
{
    [Fact]
    public async Task Demo_LabelledAnomalies_LargeOnesAreFoundAndNothingIsLost()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"gridflow-demo-{Guid.NewGuid():N}");
        var output = new StringWriter();
        var arguments = new DemoArguments(TimeSpan.FromSeconds(15), 200, 200, 0.02, 3, true, true, directory);
        var configuration = ConfigurationSources.Read(
            null, ["--Control:GrpcPort=0", "--Control:HttpPort=0", "--Telemetry:MetricsPort=0"]);
        try
        {
            var result = await DemoCommand.RunAsync(
                arguments, configuration, new PlainScreen(output, TimeProvider.System), live: false, TimeProvider.System, TestContext.Current.CancellationToken);

            var summary = result.Summary;
            Assert.True(result.Drained);
            Assert.Equal(0, result.Refused);
            Assert.Equal(0, summary.InFlight);
            Assert.Equal(summary.ReadingsConsumed, summary.Scored + summary.Dropped + summary.DeadLetters);
            Assert.True(summary.ReadingsConsumed > 60_000, $"consumed {summary.ReadingsConsumed}: the history is missing");
            Assert.True(summary.AnomaliesInjected >= 10, $"injected {summary.AnomaliesInjected}");
            Assert.Empty(result.Missed);
            Assert.True(summary.AnomaliesFound >= 5, $"found {summary.AnomaliesFound}");
            Assert.True(summary is { LatencyP50Ms: > 0, LatencyP99Ms: > 0, Delivery: "at-least-once" });
            Assert.Equal(summary.AnomaliesInjected, File.ReadLines(Path.Combine(directory, "labels.jsonl")).Count());
            Assert.Contains("readings/s", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
