using System.Text;
using Confluent.Kafka;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Control.DeadLetters;

/// <summary>Dead letters as they are read from Kafka.</summary>
internal static class DeadLetterSample
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A record whose magic byte is wrong, with whatever is to be different.</summary>
    public static DeadLetterRecord Record(
        string? code = "bad_magic",
        string message = "byte 0 is 0x7b; registry framing starts with 0x00",
        string source = "sensor-readings",
        int sourcePartition = 2,
        int partition = 1,
        long offset = 42,
        DateTimeOffset? time = null,
        byte[]? key = null,
        byte[]? value = null,
        (string Name, string Value)[]? original = null,
        (string Name, string Value)[]? more = null)
    {
        var headers = new Headers();
        foreach (var (name, text) in original ?? [])
        {
            headers.Add(name, Encoding.UTF8.GetBytes(text));
        }

        (string Name, string Value)[] ours = code is null ? [] :
        [
            (DeadLetterHeaders.Code, code), (DeadLetterHeaders.Message, message), (DeadLetterHeaders.SourceTopic, source), (DeadLetterHeaders.SourcePartition, $"{sourcePartition}"),
            (DeadLetterHeaders.SourceOffset, "7"), (DeadLetterHeaders.SourceTimestamp, "1795521600000"), (DeadLetterHeaders.Version, "0.1.0"), .. more ?? [],
        ];
        foreach (var (name, text) in ours)
        {
            headers.Add(name, Encoding.UTF8.GetBytes(text));
        }

        return new DeadLetterRecord(new ConsumeResult<byte[]?, byte[]?>
        {
            Topic = "dead-letter-queue",
            Partition = partition,
            Offset = offset,
            Message = new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers, Timestamp = new Timestamp(time ?? Noon) },
        });
    }
}
