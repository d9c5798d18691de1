using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Builds the message for the dead-letter topic: key, value and headers as they came, and ours behind them, as for a reading. Pure.</summary>
internal static class AnomalyDeadLetterBuilder
{
    public static Message<byte[]?, byte[]?> Build(in RejectedAnomaly rejected)
    {
        var record = rejected.Record.Consumed;
        var headers = new Headers();
        foreach (var header in record.Message.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        Add(headers, "gridflow.error.code", rejected.Code);
        Add(headers, "gridflow.error.message", rejected.Message);
        Add(headers, "gridflow.source.topic", record.Topic);
        Add(headers, "gridflow.source.partition", Text(record.Partition.Value));
        Add(headers, "gridflow.source.offset", Text(record.Offset.Value));
        Add(headers, "gridflow.source.timestamp", Text(record.Message.Timestamp.UnixTimestampMs));
        if (rejected.SchemaId >= 0)
        {
            Add(headers, "gridflow.schema.id", Text(rejected.SchemaId));
        }

        Add(headers, "gridflow.version", ProductVersion.Text);
        return new Message<byte[]?, byte[]?> { Key = record.Message.Key, Value = record.Message.Value, Headers = headers };
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
