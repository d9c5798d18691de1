using System.Threading.Tasks.Dataflow;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Telemetry.Tracing;

namespace GridFlow.Topology;

/// <summary>The graph, and the only place where blocks are linked: decode → fan-out → lanes → publish.</summary>
/// <remarks>
/// Back-pressure is nothing but bounded capacity. A fault travels downstream only, so the first block that fails trips one switch that stops all of them; nobody
/// is left waiting for room in a block that has ended.
/// </remarks>
internal sealed class PipelineGraph : IAsyncDisposable
{
    private static readonly TimeSpan TickPause = TimeSpan.FromMilliseconds(1);

    private readonly FaultSwitch _fault;
    private readonly BlockFactory _blocks;
    private readonly BatchDecoder _decoder;
    private readonly TimeProvider _time;
    private readonly TransformBlock<ReadingBatch, ReadingBatch> _decode;
    private readonly ActionBlock<ReadingBatch?> _publish;
    private readonly Publisher _publisher;
    private readonly DetectorLane[] _lanes;
    private readonly TransformBlock<ReadingBatch?, ReadingBatch?>[] _laneBlocks;
    private readonly int[] _tickPending;
    private readonly ITimer _clock;
    private int _lookPending;

    public PipelineGraph(PipelineOptions options, BatchDecoder decoder, IReadOnlyList<DetectorLane> lanes, Publisher publisher, TimeSpan clockInterval, FaultSwitch fault, TimeProvider time)
    {
        _fault = fault;
        _publisher = publisher;
        _decoder = decoder;
        _time = time;
        _lanes = [.. lanes];
        _blocks = new BlockFactory(options.BlockCapacity, fault);
        var decodeParallelism = options.DecodeParallelism > 0 ? options.DecodeParallelism : Math.Min(Environment.ProcessorCount, 4);

        _decode = _blocks.Transform<ReadingBatch, ReadingBatch>(GraphProgress.Decode, decodeParallelism, batch => batch.Trace is null ? _decoder.DecodeAsync(batch, _fault.Token) : DecodeTracedAsync(batch, batch.Trace));
        TransformBlock<ReadingBatch?, ReadingBatch?>[] laneBlocks = [];
        var fanOut = _blocks.Action<ReadingBatch>(GraphProgress.FanOut, batch => OfferAsync(laneBlocks[batch.Partition % laneBlocks.Length], batch));
        _tickPending = new int[_lanes.Length];
        _laneBlocks = laneBlocks = [.. _lanes.Select((lane, i) => _blocks.Transform<ReadingBatch?, ReadingBatch?>($"detect-{i}", 1, batch => Detect(i, batch)))];
        _publish = _blocks.Action<ReadingBatch?>(GraphProgress.Publish, PublishAsync);

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

    /// <summary>Ends when all that was offered is delivered and committed; faulted by the first stage that failed.</summary>
    public Task Completion { get; }

    /// <summary>Stages in the order a reading passes them.</summary>
    public IReadOnlyList<BlockStatus> Blocks => [.. _blocks.Probes.Select(probe => probe.Status)];

    /// <summary>Whether each stage gets on.</summary>
    /// <param name="brokersAway">Whether Kafka does not take results: publishing waits for it.</param>
    public IReadOnlyList<StageProgress> Progress(bool brokersAway) => GraphProgress.Of(_blocks.Probes, _publisher, _decoder.IsAsking, brokersAway);

    /// <summary>Meters with detector state.</summary>
    public long MeterCount => _lanes.Sum(lane => lane.MeterCount);

    /// <summary>Meters with detector state that have gone quiet.</summary>
    public long SilentMeterCount => _lanes.Sum(lane => lane.SilentMeterCount);

    /// <summary>Offers a batch to the graph; waits while it is full.</summary>
    /// <exception cref="OperationCanceledException">The graph has failed: see <see cref="Completion"/>.</exception>
    public Task SendAsync(ReadingBatch batch) => OfferAsync(_decode, batch);

    /// <summary>Stores the state of partitions of which nothing is in flight.</summary>
    /// <returns>A task that ends when each is durable, has failed, or needed none.</returns>
    public Task SnapshotAsync(IEnumerable<int> partitions) => Task.WhenAll(partitions.Select(partition => _lanes[partition % _lanes.Length].RequestSnapshot(partition)));

    /// <summary>The same when the graph has ended, and nobody but the caller is in its lanes.</summary>
    public async Task SnapshotAtEndAsync(IEnumerable<int> partitions, CancellationToken giveUp)
    {
        var stored = SnapshotAsync(partitions);
        try
        {
            while (!stored.IsCompleted && !giveUp.IsCancellationRequested)
            {
                foreach (var lane in _lanes.Where(lane => lane.HasSnapshotWork))
                {
                    lane.Tick();
                }

                // What is written has to be compressed, and to become durable before the next can begin.
                await Task.WhenAny(stored, Task.Delay(TickPause, TimeProvider.System, giveUp));
            }
        }
        finally
        {
            Array.ForEach(_lanes, lane => lane.EndSnapshots());
        }
    }

    /// <summary>Says that nothing more will be offered.</summary>
    public void Complete() => _decode.Complete();

    /// <summary>Stops all stages at once; what is in flight is not committed.</summary>
    public void Abort() => _fault.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        Abort();
        await Completion.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static void WhenDone(Task task, Action then) =>
        task.ContinueWith(_ => then(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task<ReadingBatch> DecodeTracedAsync(ReadingBatch batch, BatchTrace trace)
    {
        trace.DecodeBegan = _time.GetTimestamp();
        await _decoder.DecodeAsync(batch, _fault.Token);
        trace.DecodeEnded = _time.GetTimestamp();
        return batch;
    }

    private Task PublishAsync(ReadingBatch? batch)
    {
        if (batch is null)
        {
            Volatile.Write(ref _lookPending, 0);
        }

        return _publisher.HandleAsync(batch, _publish.InputCount > 0, _fault.Token);
    }

    private ReadingBatch? Detect(int lane, ReadingBatch? batch)
    {
        if (batch is not null)
        {
            if (batch.Trace is { } trace)
            {
                trace.DetectBegan = _time.GetTimestamp();
            }

            return _lanes[lane].Score(batch);
        }

        Volatile.Write(ref _tickPending[lane], 0);
        _lanes[lane].Tick();
        return null;
    }

    private async Task OfferAsync(ITargetBlock<ReadingBatch> target, ReadingBatch batch)
    {
        if (!await target.SendAsync(batch, _fault.Token))
        {
            throw new OperationCanceledException("The graph takes nothing more.", _fault.Token);
        }
    }

    /// <summary>Lets lanes and publisher look at the clock when no batch comes along that would make them.</summary>
    private void LookAtClock()
    {
        for (var i = 0; i < _lanes.Length; i++)
        {
            if (_lanes[i].HasSnapshotWork && Interlocked.Exchange(ref _tickPending[i], 1) == 0)
            {
                _ = _laneBlocks[i].SendAsync(null, CancellationToken.None);
            }
        }

        if (_publisher.HasUncommitted && Interlocked.Exchange(ref _lookPending, 1) == 0)
        {
            // A refusal means that the block has ended, and its end commits what is left.
            _ = _publish.SendAsync(null, CancellationToken.None);
        }
    }

    private async Task WatchAsync()
    {
        // A block that was cancelled ends as such; the switch knows why.
        await _blocks.Completion.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (_fault.First is null)
        {
            try
            {
                await _publisher.CommitAllAsync(_fault.Token);
            }
            catch (Exception e)
            {
                _fault.Trip(e);
            }
        }

        if (_fault.First is { } first)
        {
            throw new PipelineFaultException($"A stage failed: {first.Message}", first);
        }

        _fault.Token.ThrowIfCancellationRequested();
    }
}
