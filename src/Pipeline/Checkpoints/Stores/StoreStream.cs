namespace GridFlow.Checkpoints.Stores;

/// <summary>A stream out of a store: what goes wrong with the store while reading is told apart from what is wrong with the snapshot.</summary>
/// <param name="inner">The stream; disposed of with this one.</param>
/// <param name="failure">Makes the exception of the store.</param>
/// <param name="readTimeout">Longest wait for the next bytes; null for none.</param>
internal sealed class StoreStream(Stream inner, Func<Exception, SnapshotStoreException> failure, TimeSpan? readTimeout) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (readTimeout is { } span)
        {
            limit.CancelAfter(span);
        }

        try
        {
            return await inner.ReadAsync(buffer, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw failure(new TimeoutException($"nothing came for {readTimeout?.TotalSeconds:F0} s", e));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw failure(e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("ReadAsync only");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
