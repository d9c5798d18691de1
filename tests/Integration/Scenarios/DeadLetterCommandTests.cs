using System.Text.Json;
using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary><c>gridflow dlq</c> on the dead letters of a running pipeline.</summary>
public sealed class DeadLetterCommandTests(RealServers servers)
{
    private const int UnknownSchema = 999_999;

    [Fact(Timeout = 240_000)]
    public async Task Commands_DeadLettersOfARunningPipeline_AreListedShownCountedAndReplayedUpToTheLimit()
    {
        var setup = servers.Setup("dlq");
        var dlq = new DeadLetterQueueCommand(setup);
        await using var gridflow = await GridFlowProcess.StartAsync(setup);
        await gridflow.RunningAsync();
        using var registry = new RegistryClient(setup.Registry);
        var schemaId = await registry.RegisterAsync($"{setup.Readings}-value", GridFlowSchemas.SensorReading);
        await ProduceAsync(setup, [[0x7B, 1, 2, 3], Encode(schemaId, 0)[..^5], Encode(UnknownSchema, 1), Encode(schemaId, 2, voltage: 1e6), Encode(schemaId, 3)]);
        await ConsumedAsync(gridflow, 5);

        await ListAsync(setup, dlq);
        await ShowAsync(setup, dlq);
        var stats = await dlq.JsonAsync("stats", "--source", setup.Readings);
        Assert.Equal(["bad_magic", "out_of_range", "truncated", "unknown_schema"], Names(stats.GetProperty("codes")).Order());
        Assert.Equal([$"{setup.Readings}/1"], Names(stats.GetProperty("sources")));

        // A dry run says what a real one would do, and leaves it to it.
        Assert.Equal(1, Sent(await dlq.JsonAsync("replay", "--dry-run", "--code", "bad_magic")));
        for (var turn = 1; turn <= 3; turn++)
        {
            Assert.Equal(1, Sent(await dlq.JsonAsync("replay", "--code", "bad_magic")));
            await ConsumedAsync(gridflow, 5 + turn);
            var newest = (await dlq.ListAsync("--code", "bad_magic"))[0];
            Assert.Equal((turn, 4), (newest.GetProperty("replay_count").GetInt32(), newest.GetProperty("value_bytes").GetInt32()));
        }

        var refused = await dlq.JsonAsync("replay", "--code", "bad_magic");
        Assert.Equal((0, 1), (Sent(refused), refused.GetProperty("skipped").GetProperty("replayed_too_often").GetInt64()));
        Assert.Equal(0, (await dlq.JsonAsync("replay", "--code", "bad_magic")).GetProperty("seen").GetInt64());
        Assert.Equal((8, 0), ((await gridflow.StatusAsync()).Conservation.Consumed, (await gridflow.StatusAsync()).Conservation.Difference));
    }

    private static async Task ListAsync(PipelineSetup setup, DeadLetterQueueCommand dlq)
    {
        var all = await dlq.ListAsync();
        Assert.Equal(4, all.Count);
        Assert.All(all, row => Assert.Equal((setup.Readings, 1, "M-1"), (row.GetProperty("source_topic").GetString(), row.GetProperty("source_partition").GetInt32(), row.GetProperty("key").GetString())));
        Assert.Equal([2L, 0L], (await dlq.ListAsync("--code", "unknown_schema", "--code", "bad_magic", "--since", "1h")).Select(row => row.GetProperty("source_offset").GetInt64()));
        Assert.Equal(2, (await dlq.ListAsync("--limit", "2", "--source", $"{setup.Readings}/1")).Count);
        Assert.Empty(await dlq.ListAsync("--source", $"{setup.Readings}/2"));
        Assert.Empty(await dlq.ListAsync("--until", "1h"));
        Assert.Equal(4, (await dlq.ListAsync("--all")).Count);

        var text = (await dlq.RunAsync("list", "--code", "truncated")).Succeeded().Text;
        Assert.Contains("the value ends at byte", text, StringComparison.Ordinal);
        Assert.Contains($"{setup.Readings}/1@1", text, StringComparison.Ordinal);
    }

    private static async Task ShowAsync(PipelineSetup setup, DeadLetterQueueCommand dlq)
    {
        var row = (await dlq.ListAsync("--code", "out_of_range"))[0];
        var place = $"{row.GetProperty("partition")}/{row.GetProperty("offset")}";
        var text = (await dlq.RunAsync("show", place)).Succeeded().Text;
        Assert.All(
            ["trace = abc", "gridflow.error.code = out_of_range", "^^ ^^", "voltage      bytes", "would be refused now: out_of_range"], part => Assert.Contains(part, text, StringComparison.Ordinal));

        // The limit may have been too narrow, and the registry may be away.
        var wider = await dlq.JsonAsync("show", place, "--Detection:Voltage:Maximum=2000000", "--Detection:Voltage:Resolution=0.001");
        Assert.True(wider.GetProperty("now").GetProperty("accepted").GetBoolean());
        var away = (await new DeadLetterQueueCommand(setup with { Registry = "http://127.0.0.1:1" }).RunAsync("show", place)).Succeeded().Text;
        Assert.All(["gridflow.error.code = out_of_range", "1000000", "not known whether it would be accepted now"], part => Assert.Contains(part, away, StringComparison.Ordinal));

        var none = await dlq.RunAsync("show", "0/123456789");
        Assert.Equal((1, true), (none.ExitCode, none.Error.Contains("has no record 0/123456789", StringComparison.Ordinal)));
        var noTopic = await new DeadLetterQueueCommand(setup with { DeadLetters = "nothing-there" }).RunAsync("list");
        Assert.Equal((1, true), (noTopic.ExitCode, noTopic.Error.Contains("Kafka:DeadLetterTopic", StringComparison.Ordinal)));
    }

    private static async Task ProduceAsync(PipelineSetup setup, IEnumerable<byte[]> values)
    {
        using var producer = new KafkaProbe(setup).Producer();
        foreach (var value in values)
        {
            await producer.ProduceAsync(
                new TopicPartition(setup.Readings, 1),
                new Message<byte[]?, byte[]?> { Key = "M-1"u8.ToArray(), Value = value, Headers = [new Header("trace", "abc"u8.ToArray())] },
                TestContext.Current.CancellationToken);
        }
    }

    private static Task ConsumedAsync(GridFlowProcess gridflow, int records) => gridflow.StatusAsync(status =>
        status.Conservation.Consumed == records && status.Conservation.InFlight == 0 ? null : $"wanted {records} consumed and none in flight");

    private static long Sent(JsonElement summary) => summary.GetProperty("sent").GetInt64();

    private static IEnumerable<string?> Names(JsonElement counts) => counts.EnumerateArray().Select(count => count.GetProperty("name").GetString());

    private static byte[] Encode(int schemaId, int number, double voltage = 230)
    {
        var timeMs = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds() + (number * 1000L);
        return SensorReadingEncoder.EncodeFramed(new SensorReading("M-1", timeMs, voltage, 10, 40, MeterStatus.Ok, null), schemaId, SchemaIdLayout.Confluent);
    }
}
