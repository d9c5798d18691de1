using System.Buffers.Binary;
using System.Text;
using Confluent.Kafka;

namespace GridFlow.Readings;

/// <summary>Packs Kafka headers into a batch's bytes, so that a record keeps them until it is known whether anyone needs them.</summary>
/// <remarks>A header: name length, name, value length (−1 null), value; lengths as 4-byte little endian.</remarks>
internal static class RecordHeaders
{
    public static void Append(ReadingBatch batch, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool valueIsNull)
    {
        var packed = batch.Reserve(name.Length + value.Length + (2 * sizeof(int)));
        BinaryPrimitives.WriteInt32LittleEndian(packed, name.Length);
        name.CopyTo(packed[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(packed[(sizeof(int) + name.Length)..], valueIsNull ? -1 : value.Length);
        value.CopyTo(packed[((2 * sizeof(int)) + name.Length)..]);
    }

    /// <summary>Finds the first header of a name that has a value.</summary>
    public static bool TryFind(ReadOnlySpan<byte> packed, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        while (!packed.IsEmpty)
        {
            var nameLength = BinaryPrimitives.ReadInt32LittleEndian(packed);
            var found = packed.Slice(sizeof(int), nameLength).SequenceEqual(name);
            packed = packed[(sizeof(int) + nameLength)..];
            var valueLength = BinaryPrimitives.ReadInt32LittleEndian(packed);
            packed = packed[sizeof(int)..];
            if (found && valueLength >= 0)
            {
                value = packed[..valueLength];
                return true;
            }

            packed = packed[Math.Max(0, valueLength)..];
        }

        value = default;
        return false;
    }

    /// <summary>Unpacks them for a producer.</summary>
    public static Headers Unpack(ReadOnlySpan<byte> packed)
    {
        var headers = new Headers();
        while (!packed.IsEmpty)
        {
            var nameLength = BinaryPrimitives.ReadInt32LittleEndian(packed);
            var name = Encoding.UTF8.GetString(packed.Slice(sizeof(int), nameLength));
            packed = packed[(sizeof(int) + nameLength)..];
            var valueLength = BinaryPrimitives.ReadInt32LittleEndian(packed);
            packed = packed[sizeof(int)..];
            headers.Add(name, valueLength < 0 ? null : packed[..valueLength].ToArray());
            packed = packed[Math.Max(0, valueLength)..];
        }

        return headers;
    }
}
