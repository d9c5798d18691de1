using System.Threading.Tasks.Dataflow;

namespace GridFlow.Topology;

/// <summary>Makes every block of a graph: bounded, cancellable, counted, and watched.</summary>
internal sealed class BlockFactory(int capacity, FaultSwitch fault)
{
    private readonly List<BlockProbe> _probes = [];
    private readonly List<IDataflowBlock> _blocks = [];

    /// <summary>Queue fill and work done of every block, in the order they were made.</summary>
    public IReadOnlyList<BlockProbe> Probes => _probes;

    /// <summary>Ends when every block has ended.</summary>
    public Task Completion => Task.WhenAll(_blocks.Select(block => block.Completion));

    /// <summary>A stage that hands something on. More than one at a time keeps the order.</summary>
    public TransformBlock<TIn, TOut> Transform<TIn, TOut>(string name, int parallelism, Func<TIn, Task<TOut>> work)
    {
        var probe = new BlockProbe(name, capacity);
        var block = new TransformBlock<TIn, TOut>(
            async item =>
            {
                probe.Begin();
                try
                {
                    var result = await work(item);
                    probe.End(isWork: true);
                    return result;
                }
                catch (Exception e)
                {
                    var failure = fault.Trip(e);
                    if (ReferenceEquals(failure, e))
                    {
                        // As it was thrown: its trace is what a person will want.
                        throw;
                    }

                    throw failure;
                }
            },
            Options(parallelism));
        return Register(block, probe, () => block.InputCount, () => block.OutputCount);
    }

    /// <summary>The same for work that never waits. An item that is null (a look at the clock) is not counted as work done.</summary>
    public TransformBlock<TIn, TOut> Transform<TIn, TOut>(string name, int parallelism, Func<TIn, TOut> work)
    {
        var probe = new BlockProbe(name, capacity);
        var block = new TransformBlock<TIn, TOut>(
            item =>
            {
                probe.Begin();
                try
                {
                    var result = work(item);
                    probe.End(isWork: item is not null);
                    return result;
                }
                catch (Exception e)
                {
                    var failure = fault.Trip(e);
                    if (ReferenceEquals(failure, e))
                    {
                        // As it was thrown: its trace is what a person will want.
                        throw;
                    }

                    throw failure;
                }
            },
            Options(parallelism));
        return Register(block, probe, () => block.InputCount, () => block.OutputCount);
    }

    /// <summary>A stage that hands nothing on. An item that is null (a look at the clock) is not counted as work done.</summary>
    public ActionBlock<T> Action<T>(string name, Func<T, Task> work)
    {
        var probe = new BlockProbe(name, capacity);
        var block = new ActionBlock<T>(
            async item =>
            {
                probe.Begin();
                try
                {
                    await work(item);
                    probe.End(isWork: item is not null);
                }
                catch (Exception e)
                {
                    var failure = fault.Trip(e);
                    if (ReferenceEquals(failure, e))
                    {
                        // As it was thrown: its trace is what a person will want.
                        throw;
                    }

                    throw failure;
                }
            },
            Options(1));
        return Register(block, probe, () => block.InputCount, () => 0);
    }

    private ExecutionDataflowBlockOptions Options(int parallelism) => new()
    {
        BoundedCapacity = capacity,
        MaxDegreeOfParallelism = parallelism,
        EnsureOrdered = true,
        SingleProducerConstrained = false,
        CancellationToken = fault.Token,
    };

    private TBlock Register<TBlock>(TBlock block, BlockProbe probe, Func<int> inputLength, Func<int> outputLength)
        where TBlock : IDataflowBlock
    {
        (probe.InputLength, probe.OutputLength) = (inputLength, outputLength);
        _probes.Add(probe);
        _blocks.Add(block);
        return block;
    }
}
