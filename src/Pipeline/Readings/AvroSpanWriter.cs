using System.Buffers.Binary;
using System.Text;

namespace GridFlow.Readings;

/// <summary>Writes Avro's binary encoding into a span that the caller has made large enough.</summary>
/// <remarks>Source: Apache Avro 1.12 specification, "Binary Encoding".</remarks>
public ref struct AvroSpanWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Writes an int, a long, an enum position or a union branch: zigzag, then 7 bits a byte.</summary>
    public void WriteLong(long value)
    {
        var bits = (ulong)((value << 1) ^ (value >> 63));
        while (bits > 0x7F)
        {
            _destination[Written++] = (byte)(bits | 0x80);
            bits >>= 7;
        }

        _destination[Written++] = (byte)bits;
    }

    /// <summary>Writes a double: 8 bytes, little endian.</summary>
    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_destination[Written..], value);
        Written += sizeof(double);
    }

    /// <summary>Writes a string: its length in UTF-8 bytes, then the bytes.</summary>
    public void WriteString(scoped ReadOnlySpan<char> value)
    {
        WriteLong(Encoding.UTF8.GetByteCount(value));
        Written += Encoding.UTF8.GetBytes(value, _destination[Written..]);
    }

    /// <summary>Writes bytes that are encoded already.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> encoded)
    {
        encoded.CopyTo(_destination[Written..]);
        Written += encoded.Length;
    }
}
