using System.Text;
using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Integration.Scenarios;

public sealed class PoisonRecordTests(RealServers servers)
{
    private const int UnknownSchema = 999_999;

    [Fact(Timeout = 180_000)]
    public async Task Run_UnreadableRecordsInBetween_LandInTheDeadLetterTopicUntouched()
    {
        var setup = servers.Setup("poison");
        await using var gridflow = await GridFlowProcess.StartAsync(setup);
        await gridflow.RunningAsync();
        using var registry = new RegistryClient(setup.Registry);
        var cases = Cases(await registry.RegisterAsync($"{setup.Readings}-value", GridFlowSchemas.SensorReading));

        var good = await ProduceAsync(setup, cases);
        await gridflow.StatusAsync(status => status.Conservation.Consumed == good + cases.Count && status.Conservation.InFlight == 0 ? null : $"wanted {good + cases.Count} consumed");
        await new KafkaProbe(setup).AllCommittedAsync();

        Assert.Equal(good, (await gridflow.StatusAsync()).Conservation.Scored);
        var deadLetters = new KafkaProbe(setup).ReadAll(setup.DeadLetters).ToDictionary(record => Encoding.UTF8.GetString(record.Message.Key!));
        Assert.Equal(cases.Count, deadLetters.Count);
        foreach (var poison in cases)
        {
            Check(setup, poison, deadLetters[poison.Key].Message);
        }

        await CheckWithKcatAsync(setup, cases);
        Assert.Equal(0, await gridflow.TerminateAsync());
    }

    private static List<Poison> Cases(int schemaId)
    {
        var whole = Encode("M-1", 0, schemaId);
        return
        [
            new("bad-magic", [0x7B, .. whole[1..]], "bad_magic"),
            new("unknown-schema", Encode("M-1", 0, UnknownSchema), "unknown_schema"),
            new("truncated", whole[..^5], "truncated"),
            new("trailing", [.. whole, 1, 2, 3], "trailing_bytes"),
            new("no-value", null, "null_value"),
            new("empty", [], "truncated"),
            new("one-megabyte", Noise(1_000_000), "bad_magic"),
            // The largest that the readings topic takes; our headers come on top of it.
            new("just-under-the-limit", Noise(1_048_300), "bad_magic"),
        ];
    }

    private static async Task<int> ProduceAsync(PipelineSetup setup, List<Poison> cases)
    {
        using var registry = new RegistryClient(setup.Registry);
        var schemaId = await registry.RegisterAsync($"{setup.Readings}-value", GridFlowSchemas.SensorReading);
        using var producer = new KafkaProbe(setup).Producer();
        var good = 0;
        foreach (var poison in cases)
        {
            for (var n = 0; n < 50; n++)
            {
                good++;
                producer.Produce(setup.Readings, new Message<byte[]?, byte[]?> { Key = "M-1"u8.ToArray(), Value = Encode("M-1", good, schemaId) });
            }

            producer.Produce(
                setup.Readings,
                new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(poison.Key), Value = poison.Value, Headers = [new Header("trace", "abc"u8.ToArray())] },
                report => Assert.False(report.Error.IsError, report.Error.Reason));
        }

        await Task.Run(() => producer.Flush(TestContext.Current.CancellationToken));
        return good;
    }

    private static void Check(PipelineSetup setup, Poison poison, Message<byte[]?, byte[]?> message)
    {
        var headers = message.Headers.ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes()));
        Assert.Equal(poison.Value, message.Value);
        Assert.Equal(poison.Code, headers["gridflow.error.code"]);
        Assert.NotEmpty(headers["gridflow.error.message"]);
        Assert.Equal(setup.Readings, headers["gridflow.source.topic"]);
        Assert.InRange(int.Parse(headers["gridflow.source.partition"]), 0, PipelineSetup.Partitions - 1);
        Assert.True(long.Parse(headers["gridflow.source.offset"]) >= 0);
        Assert.True(long.Parse(headers["gridflow.source.timestamp"]) > 0);
        Assert.Equal("abc", headers["trace"]);
        Assert.Equal(poison.Code == "unknown_schema" ? $"{UnknownSchema}" : headers.GetValueOrDefault("gridflow.schema.id"), headers.GetValueOrDefault("gridflow.schema.id"));
    }

    private static async Task CheckWithKcatAsync(PipelineSetup setup, List<Poison> cases)
    {
        var lines = await new Kcat(setup).KeysAndHeadersAsync(setup.DeadLetters);
        foreach (var poison in cases)
        {
            Assert.Contains(lines, line => line.StartsWith($"{poison.Key}|", StringComparison.Ordinal) && line.Contains($"gridflow.error.code={poison.Code}", StringComparison.Ordinal));
        }
    }

    private static byte[] Encode(string meter, int number, int schemaId)
    {
        var timeMs = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds() + (number * 1000L);
        return SensorReadingEncoder.EncodeFramed(new SensorReading(meter, timeMs, 230, 10, 40, MeterStatus.Ok, null), schemaId, SchemaIdLayout.Confluent);
    }

    // Nothing that compression could make smaller.
    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        bytes[0] = 0xFF;
        return bytes;
    }

    private sealed record Poison(string Key, byte[]? Value, string Code);
}
