using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Kafka;

/// <summary>Builds the message for the dead-letter topic: key, value and headers as they came, and ours behind them. Pure.</summary>
internal sealed class DeadLetterBuilder(string sourceTopic)
{
    private const string OurFirst = DeadLetterHeaders.Code;

    private static readonly byte[] Version = Encoding.UTF8.GetBytes(ProductVersion.Text);

    public Message<byte[]?, byte[]?> Build(ReadingBatch batch, in DeadLetter deadLetter)
    {
        var record = batch.Records[deadLetter.Record];
        var headers = RecordHeaders.Unpack(batch.Slice(record.Headers));
        Add(headers, OurFirst, deadLetter.Code.Word());
        Add(headers, DeadLetterHeaders.Message, deadLetter.Message);
        Add(headers, DeadLetterHeaders.SourceTopic, sourceTopic);
        Add(headers, DeadLetterHeaders.SourcePartition, Text(batch.Partition));
        Add(headers, DeadLetterHeaders.SourceOffset, Text(record.Offset));
        Add(headers, DeadLetterHeaders.SourceTimestamp, Text(record.BrokerTimestampMs));
        if (deadLetter.SchemaId >= 0)
        {
            Add(headers, DeadLetterHeaders.SchemaId, Text(deadLetter.SchemaId));
        }

        headers.Add(DeadLetterHeaders.Version, Version);
        return new Message<byte[]?, byte[]?>
        {
            Key = record.Key.IsNull ? null : batch.Slice(record.Key).ToArray(),
            Value = record.Value.IsNull ? null : batch.Slice(record.Value).ToArray(),
            Headers = headers,
        };
    }

    /// <summary>The same with less in it, for a topic that refuses it for its size: first without the value, then without the original headers, then without the
    /// key. The source headers still say where the original stands.</summary>
    /// <returns>Null when nothing but our own headers is left.</returns>
    public static Message<byte[]?, byte[]?>? Smaller(Message<byte[]?, byte[]?> message)
    {
        if (message.Value is { } value)
        {
            Add(message.Headers, DeadLetterHeaders.ValueOmitted, Text(value.Length));
            return new Message<byte[]?, byte[]?> { Key = message.Key, Value = null, Headers = message.Headers };
        }

        // Ours begin at the last code: what stands in front came with the record, whatever it is called.
        var ours = new Headers();
        foreach (var header in message.Headers.Skip(message.Headers.Select(header => header.Key).ToList().LastIndexOf(OurFirst)))
        {
            ours.Add(header.Key, header.GetValueBytes());
        }

        if (ours.Count < message.Headers.Count)
        {
            Add(ours, DeadLetterHeaders.HeadersOmitted, Text(message.Headers.Count - ours.Count));
            return new Message<byte[]?, byte[]?> { Key = message.Key, Value = null, Headers = ours };
        }

        if (message.Key is { } key)
        {
            Add(ours, DeadLetterHeaders.KeyOmitted, Text(key.Length));
            return new Message<byte[]?, byte[]?> { Key = null, Value = null, Headers = ours };
        }

        return null;
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
