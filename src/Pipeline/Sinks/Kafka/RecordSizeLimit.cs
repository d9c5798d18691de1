using Confluent.Kafka;

namespace GridFlow.Sinks.Kafka;

/// <summary>Learns from refusals how large a record may be, so that what is sent again after an aborted transaction fits.</summary>
/// <remarks>Outside a transaction a refused record is simply sent again with less in it; inside one the refusal takes everything back.</remarks>
internal sealed class RecordSizeLimit(Func<string, Message<byte[]?, byte[]?>, Message<byte[]?, byte[]?>?> smaller)
{
    private readonly Dictionary<string, long> _refused = [];

    /// <summary>Whether a record was refused for its size, by the client or by the broker.</summary>
    public static bool IsTooLarge(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize;

    /// <summary>The message, or what is left of it when one of its size has been refused.</summary>
    /// <exception cref="DeliveryException">Nothing is left to leave out.</exception>
    public Message<byte[]?, byte[]?> Fit(string topic, Message<byte[]?, byte[]?> message)
    {
        while (_refused.TryGetValue(topic, out var refused) && BytesOf(message) >= refused)
        {
            message = smaller(topic, message) ?? throw new DeliveryException($"a record for {topic} is larger than the topic takes (max.message.bytes)");
        }

        return message;
    }

    /// <summary>Notes that a message was too large.</summary>
    public void Refuse(string topic, Message<byte[]?, byte[]?> message) =>
        _refused[topic] = Math.Min(_refused.GetValueOrDefault(topic, long.MaxValue), BytesOf(message));

    private static long BytesOf(Message<byte[]?, byte[]?> message) =>
        (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0) + (message.Headers?.Sum(header => header.Key.Length + (header.GetValueBytes()?.Length ?? 0)) ?? 0);
}
