using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using GridFlow.Control.Services.Anomalies.Topic;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>A place in the topic as clients keep it: version, which topic, number of partitions, the next offset of each, checksum; base64url.</summary>
/// <param name="TopicTag"><see cref="TopicShape.Tag"/>.</param>
/// <param name="Positions">The place.</param>
internal sealed record ResumeToken(uint TopicTag, TopicPositions Positions)
{
    /// <summary>Longest text that is looked at.</summary>
    public const int MaxLength = 256 * 1024;

    private const byte Version = 1;
    private const int TagBytes = sizeof(uint);
    private const int ChecksumBytes = sizeof(uint);
    private const int MaxVarintBytes = 10;

    public override string ToString()
    {
        var buffer = new byte[1 + TagBytes + ((1 + Positions.Count) * MaxVarintBytes) + ChecksumBytes];
        buffer[0] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(1), TopicTag);
        var length = 1 + TagBytes;
        length += WriteVarint(buffer.AsSpan(length), (ulong)Positions.Count);
        for (var partition = 0; partition < Positions.Count; partition++)
        {
            length += WriteVarint(buffer.AsSpan(length), (ulong)Positions[partition]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(length), XxHash32.HashToUInt32(buffer.AsSpan(0, length)));
        return Base64Url.EncodeToString(buffer.AsSpan(0, length + ChecksumBytes));
    }

    /// <summary>Reads a token.</summary>
    /// <param name="text">As a client sent it.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>Null when something is.</returns>
    public static ResumeToken? Parse(string text, out string problem)
    {
        problem = "is no token of this service, or was cut or changed on its way";
        if (text.Length > MaxLength || !Base64Url.IsValid(text) || Decode(text) is not { Length: > 1 + TagBytes + ChecksumBytes } bytes)
        {
            return null;
        }

        if (bytes[0] != Version)
        {
            problem = $"is of version {bytes[0]}; this program reads version {Version}";
            return null;
        }

        var body = bytes.AsSpan(0, bytes.Length - ChecksumBytes);
        return XxHash32.HashToUInt32(body) == BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(body.Length)) && ReadPositions(body[(1 + TagBytes)..]) is { } positions
            ? new ResumeToken(BinaryPrimitives.ReadUInt32LittleEndian(body[1..]), positions)
            : null;
    }

    private static byte[]? Decode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static TopicPositions? ReadPositions(ReadOnlySpan<byte> bytes)
    {
        // Every position takes a byte or more: no count is believed that the bytes cannot hold.
        if (!TryReadVarint(ref bytes, out var count) || count > (ulong)bytes.Length)
        {
            return null;
        }

        var positions = new long[count];
        for (var partition = 0; partition < positions.Length; partition++)
        {
            if (!TryReadVarint(ref bytes, out var next) || next > long.MaxValue)
            {
                return null;
            }

            positions[partition] = (long)next;
        }

        return bytes.IsEmpty ? new TopicPositions(positions) : null;
    }

    private static int WriteVarint(Span<byte> destination, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            destination[length++] = (byte)(value | 0x80);
        }

        destination[length++] = (byte)value;
        return length;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && !bytes.IsEmpty; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
