using System.Buffers;

namespace GridFlow.Checkpoints;

/// <summary>Some bytes of detector state on their way to or from a snapshot: whole entries, never a part of one. Pooled.</summary>
internal sealed class StateChunk
{
    /// <summary>Bytes a chunk has room for; one entry that is larger gets a chunk of its own.</summary>
    public const int DefaultBytes = 1 << 20;

    private byte[] _bytes;

    private StateChunk(int bytes) => _bytes = ArrayPool<byte>.Shared.Rent(bytes);

    /// <summary>Bytes in it.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that still fit.</summary>
    public int Room => _bytes.Length - Length;

    /// <summary>What is in it.</summary>
    public ReadOnlyMemory<byte> Content => _bytes.AsMemory(0, Length);

    /// <summary>An empty chunk with room for so many bytes at least.</summary>
    public static StateChunk Rent(int atLeast = DefaultBytes) => new(Math.Max(atLeast, DefaultBytes));

    /// <summary>Makes room for an entry behind what is there; to be filled before anything else is done with the chunk.</summary>
    public Span<byte> Reserve(int bytes)
    {
        var room = _bytes.AsSpan(Length, bytes);
        Length += bytes;
        return room;
    }

    /// <summary>Gives its memory back; it is empty and has no room afterwards.</summary>
    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Length) = ([], 0);
    }
}
