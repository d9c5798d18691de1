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
    public async Task Replay_KilledAndInterruptedInTheMiddle_SendsEachRecordOnceAsItCame()
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
        await EndInTheMiddleAsync(setup, Letters + 20, "KILL", 137);
        var log = await EndInTheMiddleAsync(setup, probe.ReadAll(setup.Readings).Count + 20, "TERM", 130);
        Assert.Contains("not complete, the same command goes on from here", log, StringComparison.Ordinal);

        var gone = probe.ReadAll(setup.Readings).Count - Letters;
        var rest = await dlq.JsonAsync("replay", "--rate", "0");
        Assert.True(rest.GetProperty("complete").GetBoolean());
        Assert.InRange(gone, 40, Letters - 1);
        Assert.Equal(Letters - gone, rest.GetProperty("sent").GetInt64());

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

    [Fact(Timeout = 240_000)]
    public async Task Replay_RecordTooLargeWithItsNewHeaders_IsSkippedAndTheOthersGo()
    {
        var setup = servers.Setup("dlq-large");
        await using var gridflow = await GridFlowProcess.StartAsync(setup);
        await gridflow.RunningAsync();
        // The topic takes 1,048,588 bytes, and some 75 are around the value: this fits. Our two headers need 88 more, and then it does not.
        var large = new byte[1_048_470];
        new Random(1).NextBytes(large);
        large[0] = 0xFF;
        using (var producer = new KafkaProbe(setup).Producer())
        {
            foreach (var value in new byte[][] { [0xFF, 1], large, [0xFF, 2] })
            {
                await producer.ProduceAsync(new TopicPartition(setup.Readings, 0), new Message<byte[]?, byte[]?> { Key = "M-1"u8.ToArray(), Value = value }, TestContext.Current.CancellationToken);
            }
        }

        await gridflow.StatusAsync(status => status.Conservation is { DeadLetters: 3, InFlight: 0 } ? null : "wanted three dead letters");
        var replay = await new DeadLetterQueueCommand(setup).JsonAsync("replay");
        Assert.Equal((2, 1), (replay.GetProperty("sent").GetInt64(), replay.GetProperty("skipped").GetProperty("too_large").GetInt64()));
        Assert.True(replay.GetProperty("complete").GetBoolean());
        await gridflow.StatusAsync(status => status.Conservation is { DeadLetters: 5, InFlight: 0 } ? null : "wanted two of them back");
    }

    /// <summary>Begins a slow replay and ends it when the topic of readings holds so many records.</summary>
    private static async Task<string> EndInTheMiddleAsync(PipelineSetup setup, int records, string signal, int exitCode)
    {
        var arguments = new DeadLetterQueueCommand(setup).Arguments("replay", "--rate", "40");
        await using var replay = new ChildProcess("gridflow dlq replay", ProgramPaths.Host, [ProgramPaths.GridFlow, .. arguments]);
        await Until.ThereAsync(() => Task.FromResult(new KafkaProbe(setup).ReadAll(setup.Readings).Count >= records ? null : $"wanted {records} records:\n{replay.Log}"));
        await replay.SignalAsync(signal);
        Assert.Equal(exitCode, await replay.EndAsync(TimeSpan.FromSeconds(20)));
        return replay.Log;
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
