using System.Threading.Tasks.Dataflow;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sources.Anomalies;

namespace GridFlow.Topology;

/// <summary>The InfluxDB writer's own graph: influx-decode → influx-write. One write at a time, so that positions move in order.</summary>
internal sealed class InfluxDbGraph : IDisposable
{
    // One batch waits while one is written: what comes meanwhile gathers in the source and makes the next batch larger.
    private const int Capacity = 1;

    private readonly FaultSwitch _fault = new();
    private readonly BlockFactory _blocks;
    private readonly TransformBlock<AnomalyBatch, AnomalyBatch> _decode;
    private readonly TimeSpan _longestRest;
    private readonly TimeProvider _time;
    private int _inside;
    private long _lastWrite;
    private long _endedAt;

    /// <param name="decoder">First stage.</param>
    /// <param name="writer">Second stage.</param>
    /// <param name="longestRest">Most that lines wait for others while nothing is being written.</param>
    /// <param name="time">The clock.</param>
    public InfluxDbGraph(AnomalyDecoder decoder, InfluxDbWriter writer, TimeSpan longestRest, TimeProvider time)
    {
        _longestRest = longestRest;
        _time = time;
        _blocks = new BlockFactory(Capacity, _fault);
        _decode = _blocks.Transform<AnomalyBatch, AnomalyBatch>("influx-decode", 1, batch => decoder.DecodeAsync(batch, _fault.Token));
        var write = _blocks.Action<AnomalyBatch>("influx-write", batch => WriteAsync(writer, batch));
        _decode.LinkTo(write, new DataflowLinkOptions { PropagateCompletion = true });
    }

    /// <summary>Whether the next batch should be cut: nothing is inside, and the server has rested as long as the last write took.</summary>
    /// <remarks>A quick server gets small batches at once; a slow one is busy half of the time at most, and gets larger ones.</remarks>
    public bool IsReady => Volatile.Read(ref _inside) == 0 && _time.GetElapsedTime(Volatile.Read(ref _endedAt)) >= Rest;

    private TimeSpan Rest => TimeSpan.FromTicks(Math.Min(Volatile.Read(ref _lastWrite), _longestRest.Ticks));

    /// <summary>Cancelled when a stage has failed.</summary>
    public CancellationToken Failed => _fault.Token;

    /// <summary>Offers a batch; waits while the graph is full.</summary>
    /// <exception cref="OperationCanceledException">The graph has failed or was stopped.</exception>
    public async Task SendAsync(IReadOnlyList<AnomalyRecord> records)
    {
        Interlocked.Increment(ref _inside);
        if (!await _decode.SendAsync(new AnomalyBatch(records), _fault.Token))
        {
            throw new OperationCanceledException("The graph takes nothing more.", _fault.Token);
        }
    }

    /// <summary>Lets what is inside be written.</summary>
    /// <param name="patience">After this it is given up; it is read again.</param>
    /// <exception cref="PipelineFaultException">A stage failed.</exception>
    public async Task DrainAsync(TimeSpan patience)
    {
        _decode.Complete();
        using var limit = new CancellationTokenSource(patience, _time);
        await using var giveUp = limit.Token.Register(_fault.Abort);
        // A block that was cancelled ends as such; the switch knows why.
        await _blocks.Completion.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (_fault.First is { } first)
        {
            throw new PipelineFaultException($"A stage failed: {first.Message}", first);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fault.Abort();
        _fault.Dispose();
    }

    private async Task WriteAsync(InfluxDbWriter writer, AnomalyBatch batch)
    {
        var began = _time.GetTimestamp();
        await writer.WriteAsync(batch, _fault.Token);
        Volatile.Write(ref _lastWrite, _time.GetElapsedTime(began).Ticks);
        Volatile.Write(ref _endedAt, _time.GetTimestamp());
        Interlocked.Decrement(ref _inside);
    }
}
