using System.Diagnostics.Metrics;
using GridFlow.Topology;

namespace GridFlow.Telemetry;

/// <summary>The instruments of a graph's blocks: the same for every graph, so the same words.</summary>
internal static class BlockMetrics
{
    /// <summary>Adds them to a meter.</summary>
    /// <param name="meter">Owner of the instruments.</param>
    /// <param name="read">The blocks as they are now; none while the graph does not run.</param>
    public static void Add(Meter meter, Func<IReadOnlyList<BlockStatus>> read)
    {
        meter.CreateObservableGauge("gridflow_block_queue_length", () => read().Select(b => new Measurement<int>(b.QueueLength, Tag(b))), "{batch}", "Batches waiting, by stage.");
        meter.CreateObservableGauge(
            "gridflow_block_queue_capacity", () => read().Select(b => new Measurement<int>(b.QueueCapacity, Tag(b))), "{batch}", "Most batches that may wait, by stage; a full stage makes the ones before it wait.");
        meter.CreateObservableCounter("gridflow_block_processed", () => read().Select(b => new Measurement<long>(b.Processed, Tag(b))), "{batch}", "Batches done, by stage.");
    }

    private static KeyValuePair<string, object?> Tag(in BlockStatus block) => new("block", block.Name);
}
