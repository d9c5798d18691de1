using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Sinks.Archive;

namespace GridFlow.Topology;

/// <summary>The archive's graph, apart from the one that raises alarms: decode → write → upload.</summary>
internal sealed class ArchiveGraph : IArchiveStages, IAsyncDisposable
{
    /// <summary>What its condition about room is about.</summary>
    public const string SpoolSubject = "archive spool";

    private static readonly TimeSpan ClockInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(250);

    // Longer than a rebalance: a partition that is nobody's for a moment is not foreign.
    private static readonly TimeSpan EvictAfter = TimeSpan.FromMinutes(1);

    private readonly FaultSwitch _fault;
    private readonly BlockFactory _blocks;
    private readonly BlockFactory _uploadBlocks;
    private readonly TransformBlock<ArchiveWork?, ArchiveWork?> _decode;
    private readonly ActionBlock<UploadWork> _upload;
    private readonly ArchiveParts _parts;
    private readonly ArchiveWriter _writer;
    private readonly ConcurrentDictionary<int, long> _announced = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _finished;
    private readonly ITimer _clock;
    private int _lookPending;

    public ArchiveGraph(PipelineOptions options, BatchDecoder decoder, ArchiveParts parts, Func<Func<UploadWork, Task>, ArchiveWriter> writer, FaultSwitch fault)
    {
        _fault = fault;
        _parts = parts;
        _blocks = new BlockFactory(options.BlockCapacity, fault);
        // Finished rolls wait on the disk, and the disk budget bounds them; here only their names do.
        _uploadBlocks = new BlockFactory(int.MaxValue, fault);
        _decode = _blocks.Transform<ArchiveWork?, ArchiveWork?>("archive-decode", 2, work => DecodeAsync(decoder, work));
        var write = _blocks.Action<ArchiveWork?>("archive-write", WriteAsync);
        _upload = _uploadBlocks.Action<UploadWork>("archive-upload", work => parts.Uploader.UploadAsync(work, _stopping.Token, fault.Token));
        _writer = writer(SendUploadAsync);
        _decode.LinkTo(write, new DataflowLinkOptions { PropagateCompletion = true });
        // A step that is no link: what is open is finished in between.
        _finished = FinishAsync(write.Completion);
        Completion = WatchAsync();
        _clock = parts.Time.CreateTimer(_ => LookAtClock(), null, ClockInterval, ClockInterval);
    }

    /// <summary>Ends when all that was offered is in the target; faulted by the first stage that failed.</summary>
    public Task Completion { get; }

    /// <summary>Stages in the order a reading passes them.</summary>
    public IReadOnlyList<BlockStatus> Blocks => [.. _blocks.Probes.Concat(_uploadBlocks.Probes).Select(probe => probe.Status)];

    /// <summary>Offers a batch; waits while the graph or the disk is full.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="stop">Ends the wait for room on the disk.</param>
    public async Task SendAsync(ReadingBatch batch, CancellationToken stop)
    {
        // A roll whose end is announced has to reach it before it can make room.
        if (!_announced.TryGetValue(batch.Partition, out var end))
        {
            await RoomAsync(stop);
        }
        else if (batch.NextOffset >= end)
        {
            _announced.TryRemove(batch.Partition, out _);
        }

        await SendAsync(new BatchWork(batch));
    }

    /// <inheritdoc/>
    public async Task SealAsync(int partition, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new SealWork(partition, done));
        await using var ended = _fault.Token.Register(() => done.TrySetCanceled(_fault.Token));
        await done.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IDisposable> TurnAsync(int partition, CancellationToken cancellationToken) => _parts.Uploader.TurnAsync(partition, cancellationToken);

    /// <inheritdoc/>
    public async Task PlaceAsync(PlaceWork place, IReadOnlyList<UploadWork> rolls)
    {
        // Straight to the upload: in front of it batches may wait for the room that only these make.
        foreach (var roll in rolls)
        {
            _parts.Ledger.Find(roll.Roll.Rows);
            await SendUploadAsync(roll);
        }

        if (place.EndsAt is { } end)
        {
            _announced[place.Partition] = end;
        }
        else
        {
            _announced.TryRemove(place.Partition, out _);
        }

        await SendAsync(place);
    }

    /// <inheritdoc/>
    public Task<LastRoll?> LastRollAsync(int partition, CancellationToken cancellationToken) => _parts.End.FindAsync(_parts.Topic, partition, cancellationToken);

    /// <summary>Says that nothing more will be offered; what cannot be uploaded at once stays in the spool.</summary>
    public void Complete()
    {
        _stopping.Cancel();
        _decode.Complete();
    }

    /// <summary>Stops all stages at once. What is in the spool stays there.</summary>
    public void Abort() => _fault.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        Abort();
        await Completion.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _writer.Dispose();
        _stopping.Dispose();
    }

    private static async Task<ArchiveWork?> DecodeAsync(BatchDecoder decoder, ArchiveWork? work, CancellationToken stop)
    {
        if (work is BatchWork { Batch: var batch })
        {
            await decoder.DecodeAsync(batch, stop);
        }

        return work;
    }

    private Task<ArchiveWork?> DecodeAsync(BatchDecoder decoder, ArchiveWork? work) => DecodeAsync(decoder, work, _fault.Token);

    private async Task WriteAsync(ArchiveWork? work)
    {
        switch (work)
        {
            case BatchWork { Batch: var batch }:
                await _writer.AddAsync(batch, _fault.Token);
                _parts.Partitions.Leave(batch.Partition, batch.Epoch);
                _parts.Pool.Return(batch);
                break;
            case SealWork seal:
                await _writer.SealAsync(seal.Partition, _fault.Token);
                seal.Done.TrySetResult();
                break;
            case PlaceWork place:
                _writer.Start(place);
                break;
            case SealAllWork:
                await _writer.SealAllAsync(_fault.Token);
                break;
            default:
                Volatile.Write(ref _lookPending, 0);
                await _writer.LookAtClockAsync(partition => _parts.Partitions.EpochOf(partition) is not null, _fault.Token);
                break;
        }
    }

    /// <summary>Waits while the spool is full. The source polls meanwhile, with its partitions paused.</summary>
    private async Task RoomAsync(CancellationToken stop)
    {
        if (_parts.HasRoom)
        {
            return;
        }

        var began = _parts.Time.GetTimestamp();
        // What is open can only make room when it is finished and uploaded.
        await SendAsync(new SealAllWork());
        while (!_parts.HasRoom)
        {
            _parts.Conditions.Raise(SpoolSubject, $"the spool is full (Archive:SpoolBudgetBytes = {_parts.BudgetBytes}); nothing more is archived until files have reached the target, and readings wait in Kafka");
            if (_parts.Time.GetElapsedTime(began) > EvictAfter)
            {
                // What has moved to others is theirs to archive, and theirs may wait for the same with what was ours.
                await _parts.EvictForeignAsync(_fault.Token);
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _fault.Token);
            await Task.Delay(RoomPause, _parts.Time, either.Token);
        }

        _parts.Conditions.Clear(SpoolSubject);
    }

    private Task SendAsync(ArchiveWork? work) => OfferAsync(_decode, work);

    private Task SendUploadAsync(UploadWork work) => OfferAsync(_upload, work);

    private async Task OfferAsync<T>(ITargetBlock<T> target, T item)
    {
        if (!await target.SendAsync(item, _fault.Token))
        {
            throw new OperationCanceledException("The archive takes nothing more.", _fault.Token);
        }
    }

    private void LookAtClock()
    {
        if (Interlocked.Exchange(ref _lookPending, 1) == 0)
        {
            _ = _decode.SendAsync(null, CancellationToken.None);
        }
    }

    private async Task FinishAsync(Task written)
    {
        await written.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (written.IsCompletedSuccessfully)
        {
            try
            {
                await _writer.SealAllAsync(_fault.Token);
            }
            catch (Exception e)
            {
                _fault.Trip(e);
            }
        }

        _upload.Complete();
    }

    private async Task WatchAsync()
    {
        await Task.WhenAll(_blocks.Completion, _uploadBlocks.Completion, _finished)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (_fault.First is { } first)
        {
            throw new PipelineFaultException($"The archive failed: {first.Message}", first);
        }

        _fault.Token.ThrowIfCancellationRequested();
    }
}
