using System.Text;
using Confluent.Kafka;
using GridFlow.Control.CommandLine;
using Xunit;

namespace GridFlow.Control.DeadLetters.Replay;

public sealed class ReplayMessagesTests
{
    private static readonly byte[] Key = "M-1"u8.ToArray();
    private static readonly Dictionary<string, int> Topics = new() { ["sensor-readings"] = 4, ["small"] = 2 };

    [Fact]
    public void Of_DeadLetter_HasWhatCameAndHowOftenItWent()
    {
        var record = DeadLetterSample.Record(
            key: Key, value: [1, 2, 3],
            original: [("trace", "abc"), ("gridflow.replay.count", "1"), ("gridflow.replay.source", "dead-letter-queue/0/1"), ("gridflow.error.code", "by hand"), ("trace", "again")]);
        var (target, message) = Of(record);

        Assert.Equal(("sensor-readings", 2), (target.Topic, target.Partition.Value));
        Assert.Equal((Key, record.Value), (message.Key, message.Value));
        Assert.Equal(1_795_521_600_000, message.Timestamp.UnixTimestampMs);
        Assert.Equal(
            ["trace=abc", "trace=again", "gridflow.replay.count=2", "gridflow.replay.source=dead-letter-queue/1/42"],
            message.Headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"));
    }

    [Theory]
    [InlineData(true, 2, null, false, 2)]
    [InlineData(false, 2, null, false, 2)]
    [InlineData(true, 2, null, true, -1)]
    [InlineData(false, 2, null, true, 2)]
    [InlineData(true, 7, null, false, -1)]
    [InlineData(true, 1, "small", false, -1)]
    [InlineData(false, 1, "small", false, 1)]
    [InlineData(false, 2, "small", false, -1)]
    public void Of_Partition_IsTheOldOneUnlessTheKeyDecides(bool keyed, int from, string? to, bool byKey, int expected)
    {
        var record = DeadLetterSample.Record(key: keyed ? Key : null, sourcePartition: from);
        Assert.Equal(expected == -1 ? Partition.Any : new Partition(expected), Of(record, new ReplayArguments { To = to, ByKey = byKey }).Target.Partition);
    }

    [Fact]
    public void Of_SourceWithoutATimestamp_LeavesItToTheProducer() =>
        Assert.Equal(Timestamp.Default, Of(DeadLetterSample.Record(more: [("gridflow.source.timestamp", "-1")])).Message.Timestamp);

    private static (TopicPartition Target, Message<byte[]?, byte[]?> Message) Of(DeadLetterRecord record, ReplayArguments? arguments = null) =>
        new ReplayMessages("dead-letter-queue", arguments ?? new ReplayArguments(), Topics).Of(record);
}
