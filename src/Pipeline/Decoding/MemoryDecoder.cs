using System.Buffers.Binary;
using System.Text;
using Avro;

namespace GridFlow.Decoding;

/// <summary>Apache.Avro's decoder over one record's bytes.</summary>
/// <remarks>
/// Its own decoder believes the lengths it reads and allocates up to 2 GB before it finds that the bytes are not there; it also takes text that is not UTF-8,
/// which makes one meter of several.
/// </remarks>
internal sealed class MemoryDecoder(byte[] source) : Avro.IO.Decoder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public void ReadNull()
    {
    }

    public bool ReadBoolean() => Take(1)[0] != 0;

    public int ReadInt() => ReadLong() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Bad("an int has more than 32 bits");

    public long ReadLong()
    {
        ulong bits = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            bits |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(bits >> 1) ^ -(long)(bits & 1);
            }
        }

        throw Bad("a number does not end");
    }

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public byte[] ReadBytes() => Take(ReadLong()).ToArray();

    public string ReadString()
    {
        var text = Take(ReadLong());
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a string is not UTF-8");
        }
    }

    public int ReadEnum() => ReadInt();

    public int ReadUnionIndex() => ReadInt();

    public long ReadArrayStart() => ReadItemCount();

    public long ReadArrayNext() => ReadItemCount();

    public long ReadMapStart() => ReadItemCount();

    public long ReadMapNext() => ReadItemCount();

    public void ReadFixed(byte[] buffer) => ReadFixed(buffer, 0, buffer.Length);

    public void ReadFixed(byte[] buffer, int start, int length) => Take(length).CopyTo(buffer.AsSpan(start));

    public void SkipNull()
    {
    }

    public void SkipBoolean() => Take(1);

    public void SkipInt() => ReadInt();

    public void SkipLong() => ReadLong();

    public void SkipFloat() => Take(sizeof(float));

    public void SkipDouble() => Take(sizeof(double));

    public void SkipBytes() => Take(ReadLong());

    public void SkipString() => Take(ReadLong());

    public void SkipEnum() => ReadInt();

    public void SkipUnionIndex() => ReadInt();

    public void SkipFixed(int len) => Take(len);

    /// <summary>Items of the next block. More than there are bytes left can only be items without bytes, and nobody sends those in earnest.</summary>
    private long ReadItemCount()
    {
        var count = ReadLong();
        if (count < 0)
        {
            count = -count;
            ReadLong();
        }

        return count >= 0 && count <= source.Length - Position ? count : throw Bad($"a block claims {count} items");
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0)
        {
            throw Bad($"a length is {count}");
        }

        if (count > source.Length - Position)
        {
            throw new RecordEndsException();
        }

        var taken = source.AsSpan(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    private AvroException Bad(string what) => new($"{what} (before byte {Position} of the record)");
}
