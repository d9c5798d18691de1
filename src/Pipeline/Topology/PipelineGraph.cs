using System.Threading.Tasks.Dataflow;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks;

namespace GridFlow.Topology;

/// <summary>The graph, and the only place where blocks are linked: decode → fan-out → lanes → publish.</summary>
/// <remarks>
/// Back-pressure is nothing but bounded capacity. A fault travels downstream only, so the first block that fails cancels the token of all of them; nobody is
/// left waiting for room in a block that has ended.
/// </remarks>
internal sealed class PipelineGraph : IAsyncDisposable
{
    private readonly CancellationTokenSource _fault = new();
    private readonly BlockFactory _blocks;
    private readonly TransformBlock<ReadingBatch, ReadingBatch> _decode;
    private readonly ActionBlock<ReadingBatch?> _publish;
    private readonly Publisher _publisher;
    private readonly DetectorLane[] _lanes;
    private readonly ITimer _clock;
    private int _lookPending;

    public PipelineGraph(PipelineOptions options, BatchDecoder decoder, IReadOnlyList<DetectorLane> lanes, Publisher publisher, TimeSpan clockInterval, TimeProvider time)
    {
        _publisher = publisher;
        _lanes = [.. lanes];
        _blocks = new BlockFactory(options.BlockCapacity, _fault.Token);
        var decodeParallelism = options.DecodeParallelism > 0 ? options.DecodeParallelism : Math.Min(Environment.ProcessorCount, 4);

        _decode = _blocks.Transform<ReadingBatch, ReadingBatch>("decode", decodeParallelism, batch => decoder.DecodeAsync(batch, _fault.Token));
        var laneBlocks = _lanes.Select((lane, i) => _blocks.Transform<ReadingBatch, ReadingBatch>($"detect-{i}", 1, lane.Score)).ToArray();
        var fanOut = _blocks.Action<ReadingBatch>("fan-out", batch => PassOnAsync(laneBlocks[batch.Partition % laneBlocks.Length], batch));
        _publish = _blocks.Action<ReadingBatch?>("publish", PublishAsync);

        _decode.LinkTo(fanOut, new DataflowLinkOptions { PropagateCompletion = true });
        foreach (var lane in laneBlocks)
        {
            lane.LinkTo(_publish);
        }

        // One block cannot complete several, nor several one: these two steps are not links.
        WhenDone(fanOut.Completion, () => Array.ForEach(laneBlocks, lane => lane.Complete()));
        WhenDone(Task.WhenAll(laneBlocks.Select(lane => lane.Completion)), _publish.Complete);
        Completion = WatchAsync();
        _clock = time.CreateTimer(_ => LookAtClock(), null, clockInterval, clockInterval);
    }

    /// <summary>Ends when all that was offered is delivered and committed; faulted by the first stage that failed; cancelled by <see cref="Abort"/>.</summary>
    public Task Completion { get; }

    /// <summary>Stages in the order a reading passes them.</summary>
    public IReadOnlyList<BlockStatus> Blocks => [.. _blocks.Probes.Select(probe => probe.Status).OrderBy(status => Order(status.Name))];

    /// <summary>Meters with detector state.</summary>
    public long MeterCount => _lanes.Sum(lane => lane.MeterCount);

    /// <summary>Offers a batch to the graph; waits while it is full.</summary>
    /// <exception cref="OperationCanceledException">The graph has failed: see <see cref="Completion"/>.</exception>
    public Task SendAsync(ReadingBatch batch) => OfferAsync(_decode, batch);

    /// <summary>Says that nothing more will be offered.</summary>
    public void Complete() => _decode.Complete();

    /// <summary>Stops all stages at once; what is in flight is not committed.</summary>
    public void Abort() => _fault.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        Abort();
        await Completion.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _fault.Dispose();
    }

    private static int Order(string name) => name switch { "decode" => 0, "fan-out" => 1, "publish" => 3, _ => 2 };

    private static void WhenDone(Task task, Action then) =>
        task.ContinueWith(_ => then(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private Task PublishAsync(ReadingBatch? batch)
    {
        if (batch is null)
        {
            Volatile.Write(ref _lookPending, 0);
        }

        return _publisher.HandleAsync(batch, _fault.Token);
    }

    private async Task OfferAsync(ITargetBlock<ReadingBatch> target, ReadingBatch batch)
    {
        if (!await target.SendAsync(batch, _fault.Token))
        {
            throw new OperationCanceledException("The graph takes nothing more.", _fault.Token);
        }
    }

    private async Task PassOnAsync(ITargetBlock<ReadingBatch> target, ReadingBatch batch)
    {
        if (!await target.SendAsync(batch, _fault.Token))
        {
            // The target has failed; the watcher must hear of that before it hears of anything that follows from it.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _fault.Token);
        }
    }

    /// <summary>Lets the publisher look at the clock when no batch comes along that would make it.</summary>
    private void LookAtClock()
    {
        if (_publisher.HasUncommitted && Interlocked.Exchange(ref _lookPending, 1) == 0)
        {
            // A refusal means that the block has ended, and its end commits what is left.
            _ = _publish.SendAsync(null, CancellationToken.None);
        }
    }

    private async Task WatchAsync()
    {
        var running = _blocks.Completions.ToList();
        Exception? first = null;
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (ended.IsFaulted && first is null)
            {
                first = ended.Exception.GetBaseException();
                await _fault.CancelAsync();
            }
        }

        if (first is not null)
        {
            throw new PipelineFaultException($"A stage failed: {first.Message}", first);
        }

        // Told to stop at once: what was in flight is gone, so this is not the end that Complete asks for.
        _fault.Token.ThrowIfCancellationRequested();
        await _publisher.CommitAsync(_fault.Token);
    }
}
