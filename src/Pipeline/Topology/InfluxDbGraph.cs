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
    private int _inside;

    public InfluxDbGraph(AnomalyDecoder decoder, InfluxDbWriter writer)
    {
        _blocks = new BlockFactory(Capacity, _fault);
        _decode = _blocks.Transform<AnomalyBatch, AnomalyBatch>("influx-decode", 1, batch => decoder.DecodeAsync(batch, _fault.Token));
        var write = _blocks.Action<AnomalyBatch>("influx-write", batch => WriteAsync(writer, batch));
        _decode.LinkTo(write, new DataflowLinkOptions { PropagateCompletion = true });
    }

    /// <summary>Whether nothing is being written or waits for it.</summary>
    public bool IsIdle => Volatile.Read(ref _inside) == 0;

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
    /// <param name="time">The clock.</param>
    /// <exception cref="PipelineFaultException">A stage failed.</exception>
    public async Task DrainAsync(TimeSpan patience, TimeProvider time)
    {
        _decode.Complete();
        using var limit = new CancellationTokenSource(patience, time);
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
        await writer.WriteAsync(batch, _fault.Token);
        Interlocked.Decrement(ref _inside);
    }
}
