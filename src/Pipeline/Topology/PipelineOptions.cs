using System.ComponentModel.DataAnnotations;

namespace GridFlow.Topology;

/// <summary>Section <c>Pipeline</c>: sizes of the graph. The defaults suit most machines.</summary>
public sealed class PipelineOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Pipeline";

    /// <summary>Most readings in one batch. Default 1,024.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 1024;

    /// <summary>Batches that may wait in front of each stage. Default 8.</summary>
    [Range(1, 4096)]
    public int BlockCapacity { get; set; } = 8;

    /// <summary>Batches that are decoded at the same time; 0 (default) is one per core, at most 4.</summary>
    [Range(0, 64)]
    public int DecodeParallelism { get; set; }

    /// <summary>Single-threaded detector lanes; a partition belongs to one of them. 0 (default) is one per core.</summary>
    [Range(0, 256)]
    public int Lanes { get; set; }
}
