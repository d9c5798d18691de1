using System.Threading.Tasks.Dataflow;

namespace GridFlow.Topology;

/// <summary>Makes every block of a graph: bounded, cancellable, counted, and watched.</summary>
internal sealed class BlockFactory(int capacity, CancellationToken cancellationToken)
{
    private readonly List<BlockProbe> _probes = [];
    private readonly List<IDataflowBlock> _blocks = [];

    /// <summary>Queue fill and work done of every block, in the order they were made.</summary>
    public IReadOnlyList<BlockProbe> Probes => _probes;

    /// <summary>Ends when every block has ended; faulted when one has failed.</summary>
    public Task Completion => Task.WhenAll(_blocks.Select(block => block.Completion));

    /// <summary>Every block's end, for a watcher that must hear of the first failure at once.</summary>
    public IEnumerable<Task> Completions => _blocks.Select(block => block.Completion);

    /// <summary>A stage that hands something on. More than one at a time keeps the order.</summary>
    public TransformBlock<TIn, TOut> Transform<TIn, TOut>(string name, int parallelism, Func<TIn, Task<TOut>> work)
    {
        var probe = new BlockProbe(name, capacity);
        var block = new TransformBlock<TIn, TOut>(
            async item =>
            {
                var result = await Guarded(name, () => work(item));
                probe.Count();
                return result;
            },
            Options(parallelism));
        return Register(block, probe, () => block.InputCount + block.OutputCount);
    }

    /// <summary>The same for work that never waits.</summary>
    public TransformBlock<TIn, TOut> Transform<TIn, TOut>(string name, int parallelism, Func<TIn, TOut> work)
    {
        var probe = new BlockProbe(name, capacity);
        var block = new TransformBlock<TIn, TOut>(
            item =>
            {
                var result = work(item);
                probe.Count();
                return result;
            },
            Options(parallelism));
        return Register(block, probe, () => block.InputCount + block.OutputCount);
    }

    /// <summary>A stage that hands nothing on.</summary>
    public ActionBlock<T> Action<T>(string name, Func<T, Task> work)
    {
        var probe = new BlockProbe(name, capacity);
        var block = new ActionBlock<T>(
            async item =>
            {
                await Guarded(name, async () =>
                {
                    await work(item);
                    return true;
                });
                probe.Count();
            },
            Options(1));
        return Register(block, probe, () => block.InputCount);
    }

    /// <summary>A block drops an item whose work ends as cancelled, without a word. Unless the graph is being stopped, that is a failure like any other.</summary>
    private async Task<T> Guarded<T>(string name, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{name} was cancelled by its own work: {e.Message}", e);
        }
    }

    private ExecutionDataflowBlockOptions Options(int parallelism) => new()
    {
        BoundedCapacity = capacity,
        MaxDegreeOfParallelism = parallelism,
        EnsureOrdered = true,
        SingleProducerConstrained = false,
        CancellationToken = cancellationToken,
    };

    private TBlock Register<TBlock>(TBlock block, BlockProbe probe, Func<int> queueLength)
        where TBlock : IDataflowBlock
    {
        probe.QueueLength = queueLength;
        _probes.Add(probe);
        _blocks.Add(block);
        return block;
    }
}
