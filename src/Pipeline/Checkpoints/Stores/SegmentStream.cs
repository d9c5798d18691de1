namespace GridFlow.Checkpoints.Stores;

/// <summary>Pieces of memory as one stream that can be read again from its beginning, which a retried upload needs.</summary>
internal sealed class SegmentStream(IReadOnlyList<ReadOnlyMemory<byte>> pieces) : Stream
{
    private readonly long _length = pieces.Sum(piece => (long)piece.Length);
    private int _piece;
    private int _within;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => pieces.Take(_piece).Sum(piece => (long)piece.Length) + _within;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, _length);
            for (_piece = 0; _piece < pieces.Count && value >= pieces[_piece].Length; _piece++)
            {
                value -= pieces[_piece].Length;
            }

            _within = (int)value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (_piece < pieces.Count && _within == pieces[_piece].Length)
        {
            (_piece, _within) = (_piece + 1, 0);
        }

        if (_piece == pieces.Count)
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, pieces[_piece].Length - _within);
        pieces[_piece].Span.Slice(_within, count).CopyTo(buffer);
        _within += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => _length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
