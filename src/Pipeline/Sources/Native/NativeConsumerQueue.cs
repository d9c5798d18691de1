using System.Runtime.InteropServices;
using Confluent.Kafka;
using GridFlow.Readings;

namespace GridFlow.Sources.Native;

/// <summary>Takes messages from a consumer many at a time. Rebalance handlers run inside <see cref="Take"/>, on its thread; only one thread may call it.</summary>
internal sealed unsafe class NativeConsumerQueue : IDisposable
{
    private readonly SafeHandle _client;
    private readonly nint _queue;
    private readonly NativeMessage*[] _messages;
    private int _count;

    public NativeConsumerQueue(IClient consumer, int capacity)
    {
        _client = LibrdKafka.HandleOf(consumer);
        var held = false;
        _client.DangerousAddRef(ref held);
        _queue = LibrdKafka.QueueGetConsumer(_client.DangerousGetHandle());
        _messages = new NativeMessage*[capacity];
    }

    /// <summary>Waits for a first message, then takes what is there.</summary>
    /// <returns>Messages taken; they stay valid until <see cref="Release"/>.</returns>
    public int Take(TimeSpan wait)
    {
        fixed (NativeMessage** messages = _messages)
        {
            // The call waits until it has as many as it was asked for: so first for one, then without waiting for the rest.
            var first = (int)LibrdKafka.ConsumeBatchQueue(_queue, (int)wait.TotalMilliseconds, messages, 1);
            _count = first <= 0 ? 0 : 1 + (int)Math.Max(0, LibrdKafka.ConsumeBatchQueue(_queue, 0, messages + 1, _messages.Length - 1));
            return _count;
        }
    }

    /// <summary>One of the messages taken.</summary>
    public NativeMessage* this[int index] => _messages[index];

    /// <summary>Copies a message's bytes and coordinates into a batch.</summary>
    public static void CopyTo(NativeMessage* message, ReadingBatch batch)
    {
        int timestampKind;
        var timestampMs = LibrdKafka.MessageTimestamp(message, &timestampKind);
        batch.Add(new RawRecord
        {
            Offset = message->Offset,
            BrokerTimestampMs = timestampKind == 0 ? -1 : timestampMs,
            Key = message->Key is null ? ByteRange.Null : batch.Append(new ReadOnlySpan<byte>(message->Key, (int)message->KeyLength)),
            Value = message->Payload is null ? ByteRange.Null : batch.Append(new ReadOnlySpan<byte>(message->Payload, (int)message->PayloadLength)),
            Headers = CopyHeaders(message, batch),
        });
    }

    /// <summary>Gives the messages taken back to the client.</summary>
    public void Release()
    {
        for (var i = 0; i < _count; i++)
        {
            LibrdKafka.MessageDestroy(_messages[i]);
        }

        _count = 0;
    }

    public void Dispose()
    {
        LibrdKafka.QueueDestroy(_queue);
        _client.DangerousRelease();
    }

    private static ByteRange CopyHeaders(NativeMessage* message, ReadingBatch batch)
    {
        nint headers;
        if (LibrdKafka.MessageHeaders(message, &headers) != 0)
        {
            return ByteRange.Null;
        }

        var start = batch.ByteCount;
        byte* name;
        byte* value;
        nint length;
        for (nint i = 0; LibrdKafka.HeaderGetAll(headers, i, &name, &value, &length) == 0; i++)
        {
            RecordHeaders.Append(batch, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name), new ReadOnlySpan<byte>(value, (int)length), value is null);
        }

        return new ByteRange(start, batch.ByteCount - start);
    }
}
