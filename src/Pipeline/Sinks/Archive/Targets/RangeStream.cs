namespace GridFlow.Sinks.Archive.Targets;

/// <summary>Reads here and there in something far away, and fetches only what is asked for: a small read what it needs, the end in one piece, a run of reads ever more.</summary>
/// <param name="length">Bytes there are.</param>
/// <param name="fetch">Fetches from a place on so many bytes.</param>
internal sealed class RangeStream(long length, Func<long, int, CancellationToken, Task<byte[]>> fetch) : Stream
{
    /// <summary>The last bytes, which are fetched together: a footer is a few kB.</summary>
    public const int TailBytes = 1 << 16;

    private const int ReadAheadBytes = 1 << 20;

    private byte[] _block = [];
    private long _blockStart;

    /// <summary>Bytes fetched so far.</summary>
    public long Fetched { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || Position >= length)
        {
            return 0;
        }

        if (Position < _blockStart || Position >= _blockStart + _block.Length)
        {
            await FetchAsync(buffer.Length, cancellationToken);
        }

        var at = (int)(Position - _blockStart);
        var count = Math.Min(buffer.Length, _block.Length - at);
        _block.AsMemory(at, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Parquet.Net reads the heads of pages without waiting; only `archive verify --deep` gets here.
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task FetchAsync(int wanted, CancellationToken cancellationToken)
    {
        var tail = Math.Max(0, length - TailBytes);
        var follows = _block.Length > 0 && Position == _blockStart + _block.Length;
        var (start, count) = Position >= tail ? (tail, length - tail) : (Position, Math.Min(length - Position, follows ? Math.Max(wanted, ReadAheadBytes) : wanted));
        _block = await fetch(start, (int)count, cancellationToken);
        if (_block.Length != count)
        {
            throw new EndOfStreamException($"it ends at byte {start + _block.Length}; {length} bytes were listed");
        }

        (_blockStart, Fetched) = (start, Fetched + _block.Length);
    }
}
