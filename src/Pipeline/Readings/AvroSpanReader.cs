using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace GridFlow.Readings;

/// <summary>Reads Avro's binary encoding from a span. Every read says whether it could.</summary>
internal ref struct AvroSpanReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>True when a number did not end within the ten bytes that 64 bits can take.</summary>
    public bool NumberTooLong { get; private set; }

    public readonly int Remaining => _source.Length - Position;

    /// <summary>An int, a long, an enum position or a union branch. False: the bytes end, or <see cref="NumberTooLong"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadLong(out long value)
    {
        ulong bits = 0;
        for (var shift = 0; Position < _source.Length; shift += 7)
        {
            if (shift == 70)
            {
                NumberTooLong = true;
                break;
            }

            var next = _source[Position++];
            bits |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                value = (long)(bits >> 1) ^ -(long)(bits & 1);
                return true;
            }
        }

        value = 0;
        return false;
    }

    public bool TryReadDouble(out double value)
    {
        if (Remaining < sizeof(double))
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadDoubleLittleEndian(_source[Position..]);
        Position += sizeof(double);
        return true;
    }

    /// <summary>Skips bytes that the caller has found to be there.</summary>
    public void Skip(int count) => Position += count;
}
