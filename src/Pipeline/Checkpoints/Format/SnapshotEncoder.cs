using System.IO.Hashing;

namespace GridFlow.Checkpoints.Format;

/// <summary>Makes the bytes of one snapshot, in memory.</summary>
internal sealed class SnapshotEncoder : IDisposable
{
    private readonly SegmentedBuffer _bytes = new();
    private readonly XxHash3 _checksum = new();
    private uint _frames;

    public SnapshotEncoder(SnapshotHeader header) => Append(SnapshotFormat.Beginning(header));

    /// <summary>State added so far.</summary>
    public long StateBytes { get; private set; }

    /// <summary>Size of what has been made so far.</summary>
    public long StoredBytes => _bytes.Length;

    /// <summary>The bytes; valid until this is disposed of.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Content => _bytes.Content;

    /// <summary>Adds one chunk as a frame.</summary>
    public void Add(ReadOnlySpan<byte> state, FrameCompressor compressor)
    {
        var data = compressor.Compress(state);
        Span<byte> head = stackalloc byte[SnapshotFormat.FrameHeadBytes];
        SnapshotFormat.WriteFrameHead(head, _frames++, state.Length, data);
        Append(head);
        Append(data);
        StateBytes += state.Length;
    }

    /// <summary>Writes the end; nothing can be added behind it.</summary>
    public void Finish()
    {
        Span<byte> end = stackalloc byte[SnapshotFormat.FrameHeadBytes];
        SnapshotFormat.WriteEnd(end, _frames, StateBytes, _checksum.GetCurrentHashAsUInt64());
        Append(end);
    }

    public void Dispose() => _bytes.Dispose();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _checksum.Append(bytes);
        _bytes.Append(bytes);
    }
}
