using System.Threading.Channels;
using GridFlow.Checkpoints.Format;

namespace GridFlow.Checkpoints;

/// <summary>Something to do for a snapshot: compress a chunk, or, without one, finish.</summary>
internal readonly record struct SnapshotStep(SnapshotInProgress Snapshot, StateChunk? Chunk);

/// <summary>A snapshot between its beginning and its end. The lane puts chunks in at one side, one task takes them out at the other.</summary>
internal sealed class SnapshotInProgress(
    SnapshotHeader header, ChannelWriter<SnapshotStep> steps, Action<SnapshotResult> done, Action<SnapshotInProgress> ended) : IStateSink
{
    private SnapshotEncoder? _bytes;
    private volatile bool _abandoned;
    private bool _complete;
    private int _backlog;
    private int _ended;

    /// <inheritdoc/>
    public int Backlog => Volatile.Read(ref _backlog);

    /// <summary>Its name in the store.</summary>
    public SnapshotName Name { get; } = new(header.Group, header.Topic, header.Partition, header.Offset);

    /// <summary>Whether what became of it has been told.</summary>
    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <inheritdoc/>
    public void Add(StateChunk chunk)
    {
        Interlocked.Increment(ref _backlog);
        if (_complete || !steps.TryWrite(new SnapshotStep(this, chunk)))
        {
            Drop(chunk);
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        if (!_complete)
        {
            _complete = true;
            if (!steps.TryWrite(new SnapshotStep(this, null)))
            {
                End(new SnapshotResult(false, 0, 0, "GridFlow is stopping"));
            }
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        _abandoned = true;
        Complete();
    }

    /// <summary>Compresses a chunk and gives its memory back.</summary>
    public void Take(StateChunk chunk, FrameCompressor compressor)
    {
        try
        {
            if (!_abandoned && !HasEnded)
            {
                _bytes ??= new SnapshotEncoder(header);
                _bytes.Add(chunk.Content.Span, compressor);
            }
        }
        finally
        {
            Drop(chunk);
        }
    }

    /// <summary>Its bytes, when all is there and it is still wanted; the caller disposes of them.</summary>
    public SnapshotEncoder? Finish()
    {
        var bytes = _bytes ?? new SnapshotEncoder(header);
        _bytes = null;
        if (_abandoned || HasEnded)
        {
            bytes.Dispose();
            End(default);
            return null;
        }

        bytes.Finish();
        return bytes;
    }

    /// <summary>Tells what became of it, once.</summary>
    public void End(SnapshotResult result)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            try
            {
                done(result);
            }
            finally
            {
                ended(this);
            }
        }
    }

    private void Drop(StateChunk chunk)
    {
        chunk.Return();
        Interlocked.Decrement(ref _backlog);
    }
}
