using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>The way back: replays that are killed, and records that can be read only later.</summary>
public sealed class DeadLetterReplayTests(RealServers servers)
{
    private const int Letters = 200;

    [Fact(Timeout = 240_000)]
    public async Task Replay_KilledInTheMiddle_SendsEachRecordOnceAsItCame()
    {
        var setup = servers.Setup("dlq-kill");
        var probe = new KafkaProbe(setup);
        // A topic that keeps the time of the producer: a replayed record must bring its own.
        await probe.CreateReadingsAsync(("message.timestamp.type", "CreateTime"));
        await using (var gridflow = await GridFlowProcess.StartAsync(setup))
        {
            await gridflow.RunningAsync();
            await ProduceAsync(setup);
            await gridflow.StatusAsync(status => status.Conservation is { DeadLetters: Letters, InFlight: 0 } ? null : $"wanted {Letters} dead letters");
            Assert.Equal(0, await gridflow.TerminateAsync());
        }

        var original = probe.ReadAll(setup.Readings).ToDictionary(Identity);
        var dlq = new DeadLetterQueueCommand(setup);
        await using (var killed = new ChildProcess("gridflow dlq replay", ProgramPaths.Host, [ProgramPaths.GridFlow, .. dlq.Arguments("replay", "--rate", "40")]))
        {
            await Until.ThereAsync(() => Task.FromResult(probe.ReadAll(setup.Readings).Count >= Letters + 20 ? null : $"nothing has gone back yet:\n{killed.Log}"));
            await killed.SignalAsync("KILL");
            Assert.Equal(137, await killed.EndAsync(TimeSpan.FromSeconds(20)));
        }

        var first = probe.ReadAll(setup.Readings).Count - Letters;
        var rest = await dlq.JsonAsync("replay", "--rate", "0");
        Assert.True(rest.GetProperty("complete").GetBoolean());
        Assert.InRange(first, 20, Letters - 1);
        Assert.Equal(Letters - first, rest.GetProperty("sent").GetInt64());

        var replayed = probe.ReadAll(setup.Readings).Where(record => record.Message.Headers.Any(header => header.Key == "gridflow.replay.source")).ToList();
        Assert.Equal(Letters, replayed.Select(Identity).Distinct().Count());
        Assert.Equal(Letters, replayed.Count);
        Assert.All(replayed, record => AssertSame(original[Identity(record)], record));
    }

    [Fact(Timeout = 240_000)]
    public async Task Replay_SchemaRegisteredMeanwhile_IsScored()
    {
        // A registry of its own: nobody else must take the id that the producers already use.
        await using var own = servers.NewSet("a registry of its own");
        var setup = servers.Setup("dlq-mended") with { Registry = await own.StartRegistryAsync() };
        using var registry = new RegistryClient(setup.Registry);
        await using var gridflow = await GridFlowProcess.StartAsync(setup, "--SchemaRegistry:MissLifetime=00:00:01");
        await gridflow.RunningAsync();
        var wanted = await RegisterVersionAsync(setup, registry, 0) + 3;
        using (var producer = new KafkaProbe(setup).Producer())
        {
            var timeMs = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds();
            var reading = SensorReadingEncoder.EncodeFramed(new SensorReading("M-1", timeMs, 230, 10, 40, MeterStatus.Ok, null), wanted, SchemaIdLayout.Confluent);
            // The new version has one more field, an int of 7.
            await producer.ProduceAsync(setup.Readings, new Message<byte[]?, byte[]?> { Key = "M-1"u8.ToArray(), Value = [.. reading, 14] }, TestContext.Current.CancellationToken);
        }

        await gridflow.StatusAsync(status => status.Conservation is { DeadLetters: 1, InFlight: 0 } ? null : "wanted a dead letter");
        var dlq = new DeadLetterQueueCommand(setup);
        var row = (await dlq.ListAsync("--code", "unknown_schema")).Single();
        var place = $"{row.GetProperty("partition")}/{row.GetProperty("offset")}";
        Assert.Contains("would be refused now: unknown_schema", (await dlq.RunAsync("show", place)).Succeeded().Text, StringComparison.Ordinal);

        for (var version = 1; await RegisterVersionAsync(setup, registry, version) < wanted; version++)
        {
        }

        var shown = (await dlq.RunAsync("show", place)).Succeeded().Text;
        Assert.All([$"read as schema {wanted} of", "phase", "would be accepted now"], part => Assert.Contains(part, shown, StringComparison.Ordinal));
        Assert.Equal(1, (await dlq.JsonAsync("replay", "--code", "unknown_schema")).GetProperty("sent").GetInt64());
        await gridflow.StatusAsync(status => status.Conservation is { Scored: 1, DeadLetters: 1, Consumed: 2, InFlight: 0 } ? null : "wanted it scored");
    }

    private static Task<int> RegisterVersionAsync(PipelineSetup setup, RegistryClient registry, int version)
    {
        var schema = GridFlowSchemas.SensorReading.TrimEnd();
        var more = $$"""{"name": "phase", "type": "int", "default": {{version.ToString(CultureInfo.InvariantCulture)}}}""";
        // Behind the last field.
        var end = schema.LastIndexOf(']');
        return registry.RegisterAsync($"{setup.Readings}-value", $"{schema[..end]}, {more}{schema[end..]}");
    }

    private static async Task ProduceAsync(PipelineSetup setup)
    {
        using var producer = new KafkaProbe(setup).Producer();
        for (var n = 0; n < Letters; n++)
        {
            // Not where the key would put it: its meter's other readings may be anywhere.
            producer.Produce(new TopicPartition(setup.Readings, n % PipelineSetup.Partitions), new Message<byte[]?, byte[]?>
            {
                Key = n % 5 == 0 ? null : Encoding.UTF8.GetBytes($"M-{n}"),
                Value = [0xFF, .. BitConverter.GetBytes(n)],
                Headers = [new Header("trace", [(byte)n, 0])],
                Timestamp = new Timestamp(1_760_000_000_000 + n, TimestampType.CreateTime),
            });
        }

        await Task.Run(() => producer.Flush(TestContext.Current.CancellationToken));
    }

    private static int Identity(ConsumeResult<byte[]?, byte[]?> record) => BitConverter.ToInt32(record.Message.Value!, 1);

    private static void AssertSame(ConsumeResult<byte[]?, byte[]?> original, ConsumeResult<byte[]?, byte[]?> replayed)
    {
        Assert.Equal(original.Partition, replayed.Partition);
        Assert.Equal(original.Message.Key, replayed.Message.Key);
        Assert.Equal(original.Message.Value, replayed.Message.Value);
        Assert.Equal(original.Message.Timestamp, replayed.Message.Timestamp);
        Assert.Equal(["trace", "gridflow.replay.count", "gridflow.replay.source"], replayed.Message.Headers.Select(header => header.Key));
        Assert.Equal(original.Message.Headers[0].GetValueBytes(), replayed.Message.Headers[0].GetValueBytes());
    }
}
