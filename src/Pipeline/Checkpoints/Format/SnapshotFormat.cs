using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;

namespace GridFlow.Checkpoints.Format;

/// <summary>Layout of a snapshot file (docs/snapshot-format.md). All numbers are little-endian; all checksums are XXH3, 64 bits.</summary>
internal static class SnapshotFormat
{
    /// <summary>Version that is written. Older ones are read; newer ones are not.</summary>
    public const ushort Version = 1;

    /// <summary>Magic, version, length of the header, checksum of these. Will be the same in every version.</summary>
    public const int PreludeBytes = 24;

    /// <summary>What stands in front of each frame's data, and, alone, at the end.</summary>
    public const int FrameHeadBytes = 32;

    /// <summary>A checksum.</summary>
    public const int ChecksumBytes = 8;

    /// <summary>Most state in one frame. Anything above is damage, not a length.</summary>
    public const int MaxFrameBytes = 1 << 30;

    /// <summary>Most bytes of a header.</summary>
    public const int MaxHeaderBytes = 1 << 20;

    /// <summary>Level of zstd: the filter does most of the work, and higher levels gain little for twice the time (docs/snapshot-format.md).</summary>
    public const int ZstdLevel = 1;

    private const uint DataKind = 1;
    private const uint EndKind = 2;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>The first bytes. The line ends would suffer first from a transfer as text.</summary>
    public static ReadOnlySpan<byte> Magic => "GFSNAP\r\n"u8;

    /// <summary>Prelude, header, its checksum.</summary>
    public static byte[] Beginning(SnapshotHeader header)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(header, Json);
        var bytes = new byte[PreludeBytes + json.Length + ChecksumBytes];
        var prelude = bytes.AsSpan(0, PreludeBytes);
        Magic.CopyTo(prelude);
        BinaryPrimitives.WriteUInt16LittleEndian(prelude[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(prelude[12..], (uint)json.Length);
        Seal(prelude);
        json.CopyTo(bytes.AsSpan(PreludeBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(PreludeBytes + json.Length), XxHash3.HashToUInt64(json));
        return bytes;
    }

    /// <summary>Reads a prelude; null when it is damaged.</summary>
    public static (ushort Version, uint HeaderBytes)? ReadPrelude(ReadOnlySpan<byte> prelude) =>
        prelude.StartsWith(Magic) && IsSealed(prelude)
            ? (BinaryPrimitives.ReadUInt16LittleEndian(prelude[8..]), BinaryPrimitives.ReadUInt32LittleEndian(prelude[12..]))
            : null;

    /// <summary>Reads a header of this version.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static SnapshotHeader ReadHeader(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<SnapshotHeader>(json, Json) ?? throw new JsonException("null");

    /// <summary>Writes the head of a frame.</summary>
    public static void WriteFrameHead(Span<byte> head, uint number, int stateBytes, ReadOnlySpan<byte> stored)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, DataKind);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], (uint)stateBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], (uint)stored.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head[16..], XxHash3.HashToUInt64(stored));
        Seal(head);
    }

    /// <summary>Writes the end.</summary>
    public static void WriteEnd(Span<byte> head, uint frames, long stateBytes, ulong checksum)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, EndKind);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], frames);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], stateBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(head[16..], checksum);
        Seal(head);
    }

    /// <summary>Reads the head of a frame, or the end; null when it is damaged.</summary>
    public static FrameHead? ReadFrameHead(ReadOnlySpan<byte> head)
    {
        if (!IsSealed(head))
        {
            return null;
        }

        var number = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(head[16..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(head) switch
        {
            DataKind => new FrameHead(false, number, BinaryPrimitives.ReadUInt32LittleEndian(head[8..]), BinaryPrimitives.ReadUInt32LittleEndian(head[12..]), checksum),
            EndKind => new FrameHead(true, number, BinaryPrimitives.ReadInt64LittleEndian(head[8..]), 0, checksum),
            _ => null,
        };
    }

    private static void Seal(Span<byte> block) => BinaryPrimitives.WriteUInt64LittleEndian(block[^ChecksumBytes..], XxHash3.HashToUInt64(block[..^ChecksumBytes]));

    private static bool IsSealed(ReadOnlySpan<byte> block) =>
        BinaryPrimitives.ReadUInt64LittleEndian(block[^ChecksumBytes..]) == XxHash3.HashToUInt64(block[..^ChecksumBytes]);
}
