using System.Text.Json;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using Xunit;

namespace GridFlow.Integration.Scenarios;

public sealed class EndToEndTests(RealServers servers)
{
    private static readonly HashSet<string> KnownTypes = ["VOLTAGE_DEVIATION", "CURRENT_DEVIATION", "TEMPERATURE_DEVIATION", "EQUIPMENT_FAILURE"];

    [Fact(Timeout = 180_000)]
    public async Task Run_GeneratedReadings_EveryLargeAnomalyIsInTheTopic()
    {
        var setup = servers.Setup("end-to-end");
        var labels = Path.GetTempFileName();
        await using var gridflow = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await gridflow.RunningAsync();

        var totals = await GeneratorRun.ToEndAsync(
            setup, "--meters", "400", "--event-rate", "8000", "--anomaly-rate", "0.001", "--duration", "15s", "--seed", "7", "--labels", labels);
        var sent = totals.GetProperty("acknowledged").GetInt64();
        await gridflow.StatusAsync(status => status.Conservation is { InFlight: 0 } counts && counts.Consumed == sent ? null : $"wanted {sent} consumed");
        await new KafkaProbe(setup).AllCommittedAsync();

        var status = await gridflow.StatusAsync();
        var found = await AnomalyReader.ReadAsync(setup);
        var missed = Large(labels).Where(label => !found.Any(label.IsProvedBy)).Select(label => label.ToString()).ToList();
        Assert.Empty(missed);
        Assert.True(Large(labels).Count() >= 20, "the generator injected too little to prove anything");
        Assert.Equal(0, status.Conservation.Difference);
        Assert.Equal(sent, status.Conservation.Scored);
        Assert.Equal(0, status.Conservation.DeadLetters);
        Assert.Equal(found.Count, status.Anomalies.Sum(count => count.Count));
        Assert.Equal(found.Count, found.DistinctBy(anomaly => anomaly.Id).Count());
        Assert.Matches($@"(?m)^gridflow_readings_consumed_total(\{{\}})? {sent}\b", await MetricsAsync(gridflow));
        Assert.Equal(0, await gridflow.TerminateAsync());
        await VerifyWithJavaAsync(setup, found.Count);
        File.Delete(labels);
    }

    [Fact(Timeout = 120_000)]
    public async Task GetStatus_Grpcurl_AnswersThroughReflection()
    {
        Assert.SkipWhen(servers.Kit is null, "grpcurl comes with the server kit");
        await using var gridflow = await GridFlowProcess.StartAsync(servers.Setup("grpcurl"));
        await gridflow.RunningAsync();

        var answer = await servers.Kit!.RunAsync(["tool", "grpcurl", "-plaintext", gridflow.GrpcAddress, "gridflow.v1.PipelineControl/GetStatus"]);

        Assert.Equal("PIPELINE_STATE_RUNNING", JsonDocument.Parse(answer.Text).RootElement.GetProperty("state").GetString());
        Assert.Equal(0, await gridflow.TerminateAsync());
    }

    private static IEnumerable<Label> Large(string path) => File.ReadLines(path)
        .Select(line => JsonSerializer.Deserialize<Label>(line, JsonSerializerOptions.Web)!)
        .Where(label => label.Large && label.Expected_types.Any(KnownTypes.Contains));

    private static async Task<string> MetricsAsync(GridFlowProcess gridflow)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(gridflow.MetricsUrl, TestContext.Current.CancellationToken);
    }

    private async Task VerifyWithJavaAsync(PipelineSetup setup, int count)
    {
        if (servers.Kit is not null)
        {
            await servers.Kit.VerifyCommittedAsync(
                setup.Kafka, setup.Anomalies, "--identity", "avro-string:5", "--any-key", "--expect-no-duplicates", "--expect", $"{count}");
        }
    }

    // As the generator writes it.
    private sealed record Label(string Id, string Meter_id, long Start_ms, long End_ms, bool Large, string[] Expected_types)
    {
        public bool IsProvedBy(FoundAnomaly found) =>
            found.MeterId == Meter_id && found.EventTimeMs >= Start_ms && found.EventTimeMs <= End_ms && Expected_types.Contains(found.Type);
    }
}
