using System.Buffers;

namespace GridFlow.Checkpoints.Format;

/// <summary>Bytes one behind the other in pooled pieces, so that growing copies nothing. The memory is given back by <see cref="Dispose"/>.</summary>
internal sealed class SegmentedBuffer : IDisposable
{
    private const int PieceBytes = 1 << 20;
    private readonly List<byte[]> _pieces = [];
    private int _filled = PieceBytes;

    /// <summary>Bytes in it.</summary>
    public long Length => _pieces.Count == 0 ? 0 : ((long)(_pieces.Count - 1) * PieceBytes) + _filled;

    /// <summary>What is in it; valid until it is disposed of.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Content =>
        [.. _pieces.Select((piece, i) => (ReadOnlyMemory<byte>)piece.AsMemory(0, i == _pieces.Count - 1 ? _filled : PieceBytes))];

    /// <summary>Puts bytes behind what is there.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_filled == PieceBytes)
            {
                _pieces.Add(ArrayPool<byte>.Shared.Rent(PieceBytes));
                _filled = 0;
            }

            var fit = Math.Min(bytes.Length, PieceBytes - _filled);
            bytes[..fit].CopyTo(_pieces[^1].AsSpan(_filled));
            _filled += fit;
            bytes = bytes[fit..];
        }
    }

    public void Dispose()
    {
        foreach (var piece in _pieces)
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        _pieces.Clear();
        _filled = PieceBytes;
    }
}
