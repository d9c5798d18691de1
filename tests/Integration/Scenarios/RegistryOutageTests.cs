using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Integration.Scenarios;

public sealed class RegistryOutageTests(RealServers servers)
{
    private const int Records = 400;

    [Theory(Timeout = 240_000)]
    [Trait("Speed", "slow")]
    [InlineData("kill", 20)]
    [InlineData("pause", 12)]
    public async Task Registry_GoneWhenNewSchemaArrives_ReadingsWaitAndNothingIsDeadLettered(string command, int seconds)
    {
        await using var set = servers.NewSet("Breaking the registry");
        var registryUrl = await set.StartRegistryAsync();
        var setup = servers.Setup("registry-outage") with { Registry = registryUrl };
        await using var gridflow = await GridFlowProcess.StartAsync(setup);
        await gridflow.RunningAsync();
        using var registry = new RegistryClient(registryUrl);
        var newVersion = await registry.RegisterAsync($"{setup.Readings}-value", WithOneMoreField());
        await set.DoAsync(command, "registry");

        await ProduceAsync(setup, newVersion);
        await gridflow.StatusAsync(status => IsWaiting(status) ? null : "wanted the condition of the registry");
        await Until.StaysAsync(TimeSpan.FromSeconds(seconds), async () =>
        {
            var status = await gridflow.StatusAsync();
            return !IsWaiting(status) ? "the condition is gone" : status.Conservation is { Scored: > 0 } or { DeadLetters: > 0 } ? $"it went on: {status.Conservation}" : null;
        });
        await BringBackAsync(set, command);

        await gridflow.StatusAsync(status => status.Conservation.Scored == Records ? null : $"wanted {Records} scored");
        await new KafkaProbe(setup).AllCommittedAsync();
        await gridflow.StatusAsync(status => status.Conditions.Count == 0 ? null : "wanted no condition");
        Assert.Empty(new KafkaProbe(setup).DeadLetterKeys());
        Assert.Equal(0, await gridflow.TerminateAsync());
    }

    private static bool IsWaiting(V1.GetStatusResponse status) => status.Conditions.Any(condition => condition.Contains("waiting to look up schema", StringComparison.Ordinal));

    private static async Task BringBackAsync(ServerSet set, string command)
    {
        if (command == "pause")
        {
            await set.DoAsync("resume", "registry");
        }
        else
        {
            await set.StartRegistryAsync();
        }
    }

    private static string WithOneMoreField()
    {
        var schema = JsonNode.Parse(GridFlowSchemas.SensorReading)!;
        schema["fields"]!.AsArray().Add(JsonNode.Parse("""{ "name": "firmware", "type": ["null", "string"], "default": null }"""));
        return schema.ToJsonString();
    }

    private static async Task ProduceAsync(PipelineSetup setup, int schemaId)
    {
        using var producer = new KafkaProbe(setup).Producer();
        var startMs = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();
        for (var n = 0; n < Records; n++)
        {
            var meter = $"M-{n % 8}";
            var known = SensorReadingEncoder.EncodeFramed(new SensorReading(meter, startMs + (n * 1000L), 230, 10, 40, MeterStatus.Ok, null), schemaId, SchemaIdLayout.Confluent);
            // Behind our fields: the first branch of the union, null.
            producer.Produce(setup.Readings, new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(meter), Value = [.. known, 0] });
        }

        await Task.Run(() => producer.Flush(TestContext.Current.CancellationToken));
    }
}
