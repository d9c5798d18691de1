using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace GridFlow.Sources.Native;

/// <summary>The few functions of librdkafka that Confluent.Kafka does not offer: taking many messages at a time without allocating.</summary>
/// <remarks>Source: rdkafka.h of librdkafka 2.16, the version Confluent.Kafka 2.16 ships.</remarks>
internal static unsafe partial class LibrdKafka
{
    private const string Name = "librdkafka";

    static LibrdKafka()
    {
        // Two copies of the library must never share a handle, so ours has to be the one that Confluent.Kafka has loaded.
        Library.Load();
        NativeLibrary.SetDllImportResolver(typeof(LibrdKafka).Assembly, static (name, _, path) =>
        {
            string[] candidates = name == Name ? [Name, "centos8-librdkafka", "alpine-librdkafka"] : [];
            foreach (var candidate in candidates)
            {
                if (NativeLibrary.TryLoad(candidate, typeof(Library).Assembly, path, out var library))
                {
                    return library;
                }
            }

            return 0;
        });
    }

    /// <summary>Makes sure that the library can be found, before the first call to it.</summary>
    public static void EnsureLoaded()
    {
        // The type's initializer has done it by now.
    }

    /// <summary>The native handle of a client. It is internal there, and there is no other way to it.</summary>
    public static SafeHandle HandleOf(IClient client)
    {
        var handle = client.Handle;
        var property = handle.GetType().GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new NotSupportedException("This version of Confluent.Kafka hides its native handle elsewhere; GridFlow is built for 2.16.");
        return (SafeHandle)property.GetValue(handle)!;
    }

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint QueueGetConsumer(nint client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint ConsumeBatchQueue(nint queue, int timeoutMs, NativeMessage** messages, nint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void MessageDestroy(NativeMessage* message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    public static partial long MessageTimestamp(NativeMessage* message, int* kind);

    /// <summary>0 when the message has headers.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_message_headers")]
    public static partial int MessageHeaders(NativeMessage* message, nint* headers);

    /// <summary>0 while there is a header of this index.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_header_get_all")]
    public static partial int HeaderGetAll(nint headers, nint index, byte** name, byte** value, nint* length);
}
