using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GridFlow.Control.CommandLine;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>Makes the record that goes back: key, value, headers and timestamp as they came, and how often it has gone. Pure.</summary>
/// <param name="queueTopic">The dead-letter topic.</param>
/// <param name="arguments">What was asked for.</param>
/// <param name="topics">Topics there are, with their partitions.</param>
internal sealed class ReplayMessages(string queueTopic, ReplayArguments arguments, IReadOnlyDictionary<string, int> topics)
{
    /// <summary>The record, and where it goes.</summary>
    public (TopicPartition Target, Message<byte[]?, byte[]?> Message) Of(DeadLetterRecord record)
    {
        var message = new Message<byte[]?, byte[]?> { Key = record.Key, Value = record.Value, Headers = HeadersOf(record) };
        if (record.SourceTimestampMs >= 0)
        {
            // With the time of the replay a clock that was ahead would look right, unless the topic stamps records itself.
            message.Timestamp = new Timestamp(record.SourceTimestampMs, TimestampType.CreateTime);
        }

        return (new TopicPartition(arguments.To ?? record.SourceTopic!, PartitionOf(record)), message);
    }

    // Where its meter's other readings are: whoever sent it may place keys otherwise than we would. Another topic has places of its own.
    private Partition PartitionOf(DeadLetterRecord record)
    {
        var keyDecides = record.Key is not null && (arguments.ByKey || arguments.To is not null);
        var exists = record.SourcePartition is { } partition && partition < topics.GetValueOrDefault(arguments.To ?? record.SourceTopic!);
        return keyDecides || !exists ? Partition.Any : new Partition(record.SourcePartition!.Value);
    }

    private Headers HeadersOf(DeadLetterRecord record)
    {
        var headers = new Headers();
        foreach (var header in record.Original.Where(header => !header.Key.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal)))
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        headers.Add(DeadLetterHeaders.ReplayCount, Encoding.UTF8.GetBytes((record.ReplayCount + 1).ToString(CultureInfo.InvariantCulture)));
        headers.Add(DeadLetterHeaders.ReplaySource, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{queueTopic}/{record.Partition}/{record.Offset}")));
        return headers;
    }
}
