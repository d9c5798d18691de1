using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>A partition full of dead letters, exactly-once.</summary>
public sealed class DeadLetterFloodTests(RealServers servers)
{
    private const int Flooded = 2;
    private const int Flood = 20_000;
    private const int Good = 200;

    // Small batches and queues: as little as possible is under way when the guard speaks.
    private static readonly string[] Guard =
        ["--DeadLetters:FloodShare=0.5", "--DeadLetters:FloodMinRecords=200", "--Pipeline:BatchSize=64", "--Pipeline:BlockCapacity=2", "--SchemaRegistry:MissLifetime=00:10:00"];

    [Fact(Timeout = 240_000)]
    public async Task Run_FloodOnOnePartition_PausesItSaysWhyAndLosesNothing()
    {
        var setup = servers.Setup("flood");
        await using (var first = await GridFlowProcess.StartAsync(setup, [.. Guard, "--DeadLetters:FloodRetry=0s"]))
        {
            await first.RunningAsync();
            await ProducePoisonAsync(setup);
            await first.StatusAsync(status => status.Conditions.Any(condition => condition.Contains($"{setup.Readings} [{Flooded}] is paused", StringComparison.Ordinal)) ? null : "wanted the pause");
            await ProduceGoodAsync(setup);
            await first.StatusAsync(status => status.Conservation is { Scored: Good * (PipelineSetup.Partitions - 1), InFlight: 0 } ? null : "wanted the other partitions to go on");

            var status = await first.StatusAsync();
            Assert.Contains("bad_magic", status.Conditions.Single(), StringComparison.Ordinal);
            Assert.Contains("DeadLetters:FloodShare", status.Conditions.Single(), StringComparison.Ordinal);
            Assert.InRange(status.Conservation.DeadLetters, 200, Flood - 1);
            Assert.Equal(0, status.Conservation.Difference);
            Assert.Contains($"gridflow_partition_paused{{partition=\"{Flooded}\",reason=\"dead_letter_flood\"}} 1", WithoutScope(await first.MetricsAsync()), StringComparison.Ordinal);
            Assert.Equal(status.Conservation.DeadLetters, new KafkaProbe(setup).ReadAll(setup.DeadLetters).Count);
            Assert.Equal(0, await first.TerminateAsync());
        }

        // A restart reads it again, and so does the retry, each time for a while.
        await using var second = await GridFlowProcess.StartAsync(setup, [.. Guard, "--DeadLetters:FloodRetry=00:00:01"]);
        await second.StatusAsync(status => status.Conservation is { Scored: Good, InFlight: 0 } ? null : "wanted the readings behind the flood", TimeSpan.FromSeconds(120));
        Assert.Contains("dead-letter flood", second.Log, StringComparison.Ordinal);
        await new KafkaProbe(setup).AllCommittedAsync();

        var letters = new KafkaProbe(setup).ReadAll(setup.DeadLetters).Select(record => BitConverter.ToInt32(record.Message.Value!, 1)).ToList();
        Assert.Equal(Enumerable.Range(0, Flood), letters.Order());
        Assert.Equal(0, (await second.StatusAsync()).Conservation.Difference);
        Assert.Equal(0, await second.TerminateAsync());
    }

    private static async Task ProducePoisonAsync(PipelineSetup setup)
    {
        using var producer = new KafkaProbe(setup).Producer();
        for (var n = 0; n < Flood; n++)
        {
            producer.Produce(new TopicPartition(setup.Readings, Flooded), new Message<byte[]?, byte[]?> { Value = [0xFF, .. BitConverter.GetBytes(n)] });
        }

        await Task.Run(() => producer.Flush(TestContext.Current.CancellationToken));
    }

    private static async Task ProduceGoodAsync(PipelineSetup setup)
    {
        using var registry = new RegistryClient(setup.Registry);
        var schemaId = await registry.RegisterAsync($"{setup.Readings}-value", GridFlowSchemas.SensorReading);
        using var producer = new KafkaProbe(setup).Producer();
        var startMs = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();
        for (var n = 0; n < Good * PipelineSetup.Partitions; n++)
        {
            var partition = n % PipelineSetup.Partitions;
            var reading = new SensorReading($"M-{partition}", startMs + (n * 100L), 230, 10, 40, MeterStatus.Ok, null);
            producer.Produce(new TopicPartition(setup.Readings, partition), new Message<byte[]?, byte[]?> { Value = SensorReadingEncoder.EncodeFramed(reading, schemaId, SchemaIdLayout.Confluent) });
        }

        await Task.Run(() => producer.Flush(TestContext.Current.CancellationToken));
    }

    // The exporter adds the meter's own labels.
    private static string WithoutScope(string metrics) => System.Text.RegularExpressions.Regex.Replace(metrics, "otel_scope_[a-z]+=\"[^\"]*\",", "");
}
