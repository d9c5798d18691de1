using System.Text;
using Confluent.Kafka;
using GridFlow.Decoding;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Sinks.Kafka;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Sinks.Kafka;

/// <summary>Bad records so large that the dead-letter topic refuses them must not stop anything.</summary>
public sealed class KafkaDeliveryTests : IDisposable, IOffsetCommitter
{
    private readonly KafkaRig _kafka = new();
    private readonly List<PartitionPosition> _commits = [];

    [Fact]
    public async Task Send_OversizeValue_IsDeliveredWithoutItAndSaysHowLargeItWas()
    {
        var letter = await DeliverAsync("the key"u8.ToArray(), new byte[1_500_000], []);
        Assert.Equal("the key"u8.ToArray(), letter.Key);
        Assert.Null(letter.Value);
        Assert.Equal("1500000", Header(letter, "gridflow.value.omitted.bytes"));
        AssertSource(letter);
    }

    [Fact]
    public async Task Send_OversizeKey_IsDeliveredWithoutIt()
    {
        var letter = await DeliverAsync(new byte[1_500_000], null, []);
        Assert.Null(letter.Key);
        Assert.Equal("1500000", Header(letter, "gridflow.key.omitted.bytes"));
        AssertSource(letter);
    }

    [Fact]
    public async Task Send_OversizeHeaders_IsDeliveredWithOursAlone()
    {
        var letter = await DeliverAsync("the key"u8.ToArray(), new byte[10], new byte[1_500_000]);
        Assert.Equal("10", Header(letter, "gridflow.value.omitted.bytes"));
        Assert.Equal("1", Header(letter, "gridflow.headers.omitted"));
        Assert.All(letter.Headers, header => Assert.StartsWith("gridflow.", header.Key, StringComparison.Ordinal));
        AssertSource(letter);
    }

    bool IOffsetCommitter.TryCommit(IReadOnlyCollection<PartitionPosition> positions)
    {
        _commits.AddRange(positions);
        return true;
    }

    public void Dispose() => _kafka.Dispose();

    private async Task<Message<byte[]?, byte[]?>> DeliverAsync(byte[] key, byte[]? value, byte[] header)
    {
        var batch = new ReadingBatch(1);
        batch.Start(1, 1, 0);
        if (header.Length > 0)
        {
            RecordHeaders.Append(batch, "trace"u8, header, false);
        }

        batch.Add(new RawRecord
        {
            Offset = 41,
            BrokerTimestampMs = 5,
            Headers = new ByteRange(0, batch.ByteCount),
            Key = batch.Append(key),
            Value = value is null ? ByteRange.Null : batch.Append(value),
        });
        batch.DeadLetters.Add(new DeadLetter(0, DeadLetterCode.Malformed, "bad", 1));
        using var delivery = new KafkaDelivery(
            _kafka.Options, new ResultMessages(_kafka.Options, new AnomalyEncoder(2, SchemaIdLayout.Confluent), TimeProvider.System), this, new ConditionBoard(NullLogger.Instance), default);
        await delivery.SendAsync(batch, default);
        var position = new PartitionPosition(1, 1, 42);
        Assert.Equal(CommitOutcome.Committed, await delivery.CommitAsync([position], () => true, default).WaitAsync(Eventually.Patience));
        Assert.Equal(position, Assert.Single(_commits));
        return Assert.Single(_kafka.Read("dead-letter-queue", 1)).Message;
    }

    private static void AssertSource(Message<byte[]?, byte[]?> letter)
    {
        Assert.Equal("malformed", Header(letter, "gridflow.error.code"));
        Assert.Equal(("sensor-readings", "1", "41"), (Header(letter, "gridflow.source.topic"), Header(letter, "gridflow.source.partition"), Header(letter, "gridflow.source.offset")));
    }

    private static string? Header(Message<byte[]?, byte[]?> message, string name) =>
        message.Headers.SingleOrDefault(h => h.Key == name) is { } header ? Encoding.UTF8.GetString(header.GetValueBytes()) : null;
}
