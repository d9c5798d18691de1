using System.Text.Json;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Load;

/// <summary>SR-002 in its short form: <c>gridflow-load run back-pressure</c> on a real Kafka, counted once more by a reader that shares nothing with it.</summary>
public sealed class BackPressureTests(RealServers servers)
{
    private const int LeastAnomalies = 1_000;

    // The thresholds in it are those of docs/load.md; half of the load of the long form, for a machine with other work.
    private static readonly string[] Arguments = ["run", "back-pressure", "--duration", "12s", "--rate", "10000", "--keep-topics", "--json"];

    [Fact(Timeout = 240_000)]
    [Trait("Speed", "slow")]
    public async Task BackPressure_ResultSinkStands_QueuesFillMemoryIsFlatAndEverythingComesAfterwards()
    {
        await using var set = servers.NewSet("A result sink that stands still");
        var kafka = await set.StartKafkaAsync();

        var run = await Command.RunAsync(
            ProgramPaths.Host,
            [ProgramPaths.Load, .. Arguments, "--kafka-bootstrap-servers", kafka["KAFKA_BOOTSTRAP"], "--sink-gate", $"{kafka["KAFKA_PROXY_1"]}={kafka["KAFKA_UPSTREAM_1"]}"]);

        using var report = JsonDocument.Parse(run.Succeeded().Text);
        var scenario = report.RootElement.GetProperty("scenarios")[0];
        TestContext.Current.TestOutputHelper?.WriteLine(scenario.GetProperty("thresholds").ToString());
        Assert.True(scenario.GetProperty("held").GetBoolean());
        Assert.All(scenario.GetProperty("thresholds").EnumerateArray(), threshold => Assert.True(threshold.GetProperty("held").GetBoolean(), threshold.ToString()));
        var anomalies = scenario.GetProperty("counts").GetProperty("anomalies").GetInt64();
        Assert.True(anomalies >= LeastAnomalies, $"{anomalies} anomalies");

        // Each anomaly once, and as many as the program has counted.
        await servers.Kit!.VerifyCommittedAsync(
            kafka["KAFKA_BOOTSTRAP"],
            scenario.GetProperty("topics")[1].GetString()!,
            "--identity", "avro-string:5", "--any-key", "--expect", $"{anomalies}", "--expect-no-duplicates");
    }
}
