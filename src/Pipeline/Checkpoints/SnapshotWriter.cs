using System.Collections.Concurrent;
using System.Threading.Channels;
using GridFlow.Checkpoints.Format;
using GridFlow.Telemetry;

namespace GridFlow.Checkpoints;

/// <summary>Compresses snapshots one chunk after the other, writes them whole, and removes old ones; all of it away from the lanes.</summary>
/// <remarks>
/// One task compresses for all partitions, so that snapshots take one core at most. Storing is apart from it: while a store hangs, chunks still shrink to a third and
/// give their memory back. Nothing is tried twice here: the next snapshot is the next try.
/// </remarks>
internal sealed class SnapshotWriter : ISnapshotTarget, IAsyncDisposable
{
    /// <summary>Subject on the <see cref="ConditionBoard"/>.</summary>
    public const string Subject = "snapshot store";

    private const int WritesAtOnce = 4;
    private const string TrialName = "trial";
    private static readonly byte[] TrialContent = "gridflow"u8.ToArray();
    private static readonly TimeSpan TimeBeforeTold = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly ISnapshotStore _store;
    private readonly SnapshotCatalog _catalog;
    private readonly int _kept;
    private readonly ConditionBoard _conditions;
    private readonly TimeProvider _time;
    private readonly Channel<SnapshotStep> _steps = Channel.CreateUnbounded<SnapshotStep>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<SnapshotInProgress, Task> _running = new();
    private readonly SemaphoreSlim _writes = new(WritesAtOnce);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _compressing;
    private bool _disposed;

    /// <param name="store">Where they go; not disposed of here.</param>
    /// <param name="kept">Snapshots kept for each partition.</param>
    /// <param name="conditions">Shows when the store cannot be written.</param>
    /// <param name="time">For the limit on stopping.</param>
    public SnapshotWriter(ISnapshotStore store, int kept, ConditionBoard conditions, TimeProvider time)
    {
        (_store, _catalog, _kept, _conditions, _time) = (store, new SnapshotCatalog(store), kept, conditions, time);
        _compressing = Task.Run(CompressAsync);
    }

    /// <inheritdoc/>
    public IStateSink Begin(SnapshotHeader header, Action<SnapshotResult> done)
    {
        FaultPoints.Hit(FaultPoints.SnapshotBegun);
        var snapshot = new SnapshotInProgress(header, _steps.Writer, done, ended => _running.TryRemove(ended, out _));
        _running[snapshot] = Task.CompletedTask;
        return snapshot;
    }

    /// <summary>Writes something small and removes it, so that a store that cannot be used is told at the start and not seconds later.</summary>
    public async Task TryOutAsync()
    {
        try
        {
            await _store.WriteAsync(TrialName, [TrialContent], _stop.Token).WaitAsync(TimeBeforeTold, _time);
            await _store.DeleteAsync(TrialName, _stop.Token).WaitAsync(TimeBeforeTold, _time);
        }
        catch (Exception e) when (e is SnapshotStoreException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            _conditions.Raise(Subject, $"Snapshots cannot be stored in {_store.Description}: {e.Message}. Readings go on; a restart has to read one window again.");
        }
    }

    /// <summary>Waits some seconds for what is complete to be stored; what is not stored by then is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _steps.Writer.TryComplete();
        try
        {
            await FinishAsync().WaitAsync(StopPatience, _time);
        }
        catch (TimeoutException)
        {
            await _stop.CancelAsync();
        }

        // What a write that hangs still holds is left to the garbage collector: it must not find its way back into the pool.
        foreach (var snapshot in _running.Keys)
        {
            snapshot.End(new SnapshotResult(false, 0, 0, "GridFlow stopped before it was stored"));
        }
    }

    private async Task FinishAsync()
    {
        await _compressing;
        await Task.WhenAll(_running.Values);
    }

    private async Task CompressAsync()
    {
        using var compressor = new FrameCompressor();
        await foreach (var (snapshot, chunk) in _steps.Reader.ReadAllAsync())
        {
            try
            {
                if (chunk is not null)
                {
                    snapshot.Take(chunk, compressor);
                }
                else if (snapshot.Finish() is { } bytes)
                {
                    FaultPoints.Hit(FaultPoints.SnapshotCompressed);
                    Track(snapshot, StoreAsync(snapshot, bytes));
                }
            }
#pragma warning disable CA1031 // Whatever it is, the other partitions' snapshots go on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(snapshot, $"{e.GetType().Name}: {e.Message}");
            }
        }
    }

    // The task may be over before it is noted here: then it must not stay.
    private void Track(SnapshotInProgress snapshot, Task storing)
    {
        _running[snapshot] = storing;
        if (snapshot.HasEnded)
        {
            _running.TryRemove(snapshot, out _);
        }
    }

    private async Task StoreAsync(SnapshotInProgress snapshot, SnapshotEncoder bytes)
    {
        // The compressing task must not wait for the part of a write that blocks.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _writes.WaitAsync(_stop.Token);
            using (bytes)
            {
                try
                {
                    await WriteAsync(snapshot, bytes);
                }
                finally
                {
                    _writes.Release();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            snapshot.End(new SnapshotResult(false, bytes.StateBytes, 0, "GridFlow stopped before it was stored"));
        }
        catch (SnapshotStoreException e)
        {
            Fail(snapshot, e.Message);
        }
#pragma warning disable CA1031 // A snapshot is never worth the pipeline.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(snapshot, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private async Task WriteAsync(SnapshotInProgress snapshot, SnapshotEncoder bytes)
    {
        var (stateBytes, storedBytes) = (bytes.StateBytes, bytes.StoredBytes);
        await ToldWhenSlow(_store.WriteAsync(snapshot.Name.ToString(), bytes.Content, _stop.Token));
        FaultPoints.Hit(FaultPoints.SnapshotStored);
        try
        {
            await _catalog.PruneAsync(snapshot.Name, _kept, _stop.Token);
            FaultPoints.Hit(FaultPoints.SnapshotPruned);
            _conditions.Clear(Subject);
        }
        catch (SnapshotStoreException e)
        {
            _conditions.Raise(Subject, $"Snapshots are stored in {_store.Description}, but old ones cannot be removed: {e.Message}.");
        }

        snapshot.End(new SnapshotResult(true, stateBytes, storedBytes, null));
    }

    private async Task ToldWhenSlow(Task writing)
    {
        if (await Task.WhenAny(writing, Task.Delay(TimeBeforeTold, _time, _stop.Token)) != writing)
        {
            _conditions.Raise(Subject, $"{_store.Description} has not taken a snapshot in {TimeBeforeTold.TotalSeconds:F0} s. Readings go on; a restart would replay from the last one that was.");
        }

        await writing;
    }

    private void Fail(SnapshotInProgress snapshot, string reason)
    {
        _conditions.Raise(Subject, $"Snapshots cannot be stored in {_store.Description}: {reason}. Readings go on; a restart would replay from the last one that was.");
        snapshot.End(new SnapshotResult(false, 0, 0, reason));
    }
}
