using System.Buffers.Binary;

namespace GridFlow.Readings;

/// <summary>The header that a schema registry's serializers put in front of every value.</summary>
public static class RegistryFraming
{
    /// <summary>First byte of every framed value.</summary>
    public const byte Magic = 0;

    /// <summary>Length of the longest header.</summary>
    public const int MaxHeaderBytes = 1 + sizeof(long);

    /// <summary>Length of the header in bytes.</summary>
    public static int HeaderBytes(SchemaIdLayout layout) => layout == SchemaIdLayout.Confluent ? 1 + sizeof(int) : 1 + sizeof(long);

    /// <summary>Writes the header and returns its length.</summary>
    public static int WriteHeader(Span<byte> destination, long schemaId, SchemaIdLayout layout)
    {
        destination[0] = Magic;
        if (layout == SchemaIdLayout.Confluent)
        {
            BinaryPrimitives.WriteInt32BigEndian(destination[1..], checked((int)schemaId));
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(destination[1..], schemaId);
        }

        return HeaderBytes(layout);
    }

    /// <summary>Reads the id of a header that is long enough and starts with <see cref="Magic"/>.</summary>
    public static long ReadSchemaId(ReadOnlySpan<byte> value, SchemaIdLayout layout) => layout == SchemaIdLayout.Confluent
        ? BinaryPrimitives.ReadInt32BigEndian(value[1..])
        : BinaryPrimitives.ReadInt64BigEndian(value[1..]);
}
