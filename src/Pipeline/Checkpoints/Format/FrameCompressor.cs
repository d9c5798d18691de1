using System.Buffers;
using ZstdSharp;

namespace GridFlow.Checkpoints.Format;

/// <summary>Filters and compresses state; keeps its memory between calls. For one thread at a time.</summary>
internal sealed class FrameCompressor : IDisposable
{
    private readonly Compressor _zstd = new(SnapshotFormat.ZstdLevel);
    private byte[] _filtered = [];
    private byte[] _compressed = [];

    /// <summary>Compresses; what it returns is valid until the next call.</summary>
    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> state)
    {
        Grow(ref _filtered, state.Length);
        Grow(ref _compressed, Compressor.GetCompressBound(state.Length));
        ColumnFilter.Apply(state, _filtered);
        return _compressed.AsSpan(0, _zstd.Wrap(_filtered.AsSpan(0, state.Length), _compressed));
    }

    public void Dispose()
    {
        _zstd.Dispose();
        Grow(ref _filtered, -1);
        Grow(ref _compressed, -1);
    }

    private static void Grow(ref byte[] buffer, int bytes)
    {
        if (bytes < 0 || buffer.Length < bytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = bytes < 0 ? [] : ArrayPool<byte>.Shared.Rent(bytes);
        }
    }
}
