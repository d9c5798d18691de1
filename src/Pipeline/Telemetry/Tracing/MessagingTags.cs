using System.Diagnostics;
using System.Globalization;

namespace GridFlow.Telemetry.Tracing;

/// <summary>Attributes of spans, by OpenTelemetry's conventions for messaging; what has no name there is <c>gridflow.…</c>.</summary>
internal static class MessagingTags
{
    /// <summary>Attributes of something done with records of a topic.</summary>
    /// <param name="type"><c>receive</c>, <c>process</c>, <c>send</c> or <c>settle</c>.</param>
    /// <param name="name">The same in Kafka's words.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="clientId">This instance.</param>
    /// <param name="count">Records.</param>
    public static ActivityTagsCollection Of(string type, string name, string topic, string clientId, int count) => new()
    {
        ["messaging.system"] = "kafka",
        ["messaging.operation.type"] = type,
        ["messaging.operation.name"] = name,
        ["messaging.destination.name"] = topic,
        ["messaging.client.id"] = clientId,
        ["messaging.batch.message_count"] = count,
    };

    /// <summary>Adds where the records stand.</summary>
    public static ActivityTagsCollection At(this ActivityTagsCollection tags, string groupId, int partition, long firstOffset, long lastOffset)
    {
        tags["messaging.consumer.group.name"] = groupId;
        tags["messaging.destination.partition.id"] = partition.ToString(CultureInfo.InvariantCulture);
        tags["messaging.kafka.offset"] = firstOffset;
        tags["gridflow.offset.last"] = lastOffset;
        return tags;
    }
}
