using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace GridFlow.Sources.Native;

/// <summary>Committed offsets with the note that Kafka keeps beside each of them, which Confluent.Kafka does not offer.</summary>
/// <remarks>Source: rdkafka.h of librdkafka 2.16, <c>rd_kafka_topic_partition_t</c>.</remarks>
internal static unsafe partial class NativeOffsets
{
    private const string Name = "librdkafka";

    /// <summary>Commits one position with a note, and waits for the answer.</summary>
    /// <exception cref="KafkaException">The group's coordinator refused, or is away.</exception>
    public static void Commit(IClient consumer, string topic, int partition, long offset, string note)
    {
        var bytes = Encoding.UTF8.GetBytes(note);
        fixed (byte* text = bytes)
        {
            var list = NewList(topic, partition, out var element);
            try
            {
                element->Offset = offset;
                element->Metadata = bytes.Length == 0 ? null : text;
                element->MetadataSize = bytes.Length;
                Check(Use(consumer, client => Commit(client, (PartitionList*)list, 0)));
                Check(element->Error);
            }
            finally
            {
                // Ours, not the library's to free.
                element->Metadata = null;
                element->MetadataSize = 0;
                DestroyList((PartitionList*)list);
            }
        }
    }

    /// <summary>What the consumer's group has committed of a partition, with its note; null when nothing.</summary>
    /// <exception cref="KafkaException">Not to be had now.</exception>
    public static CommittedPosition? Committed(IClient consumer, string topic, int partition, TimeSpan timeout)
    {
        var list = NewList(topic, partition, out var element);
        try
        {
            Check(Use(consumer, client => Committed(client, (PartitionList*)list, (int)timeout.TotalMilliseconds)));
            Check(element->Error);
            return element->Offset < 0 ? null : new CommittedPosition(element->Offset, Encoding.UTF8.GetString(new ReadOnlySpan<byte>(element->Metadata, (int)element->MetadataSize)));
        }
        finally
        {
            DestroyList((PartitionList*)list);
        }
    }

    // As a number, because a lambda cannot hold on to a pointer.
    private static nint NewList(string topic, int partition, out Element* element)
    {
        // The first call that touches the library, whoever makes it, needs its resolver.
        LibrdKafka.EnsureLoaded();
        var list = NewList(1);
        element = Add(list, topic, partition);
        return (nint)list;
    }

    private static int Use(IClient consumer, Func<nint, int> call)
    {
        var handle = LibrdKafka.HandleOf(consumer);
        var held = false;
        handle.DangerousAddRef(ref held);
        try
        {
            return call(handle.DangerousGetHandle());
        }
        finally
        {
            handle.DangerousRelease();
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new KafkaException(new Error((ErrorCode)error));
        }
    }

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_new")]
    private static partial PartitionList* NewList(int size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    private static partial Element* Add(PartitionList* list, string topic, int partition);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    private static partial void DestroyList(PartitionList* list);

    [LibraryImport(Name, EntryPoint = "rd_kafka_commit")]
    private static partial int Commit(nint client, PartitionList* offsets, int withoutWaiting);

    [LibraryImport(Name, EntryPoint = "rd_kafka_committed")]
    private static partial int Committed(nint client, PartitionList* partitions, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct Element
    {
        public nint Topic;
        public int Partition;
        public long Offset;
        public byte* Metadata;
        public nint MetadataSize;
        public nint Opaque;
        public int Error;
        public nint Private;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PartitionList
    {
        public int Count;
        public int Size;
        public Element* Elements;
    }
}
