namespace GridFlow.Topology;

/// <summary>What the pipeline is doing.</summary>
public enum PipelineState
{
    /// <summary>Connecting to its servers or waiting for partitions.</summary>
    Starting,

    /// <summary>Scoring.</summary>
    Running,

    /// <summary>Told to pause.</summary>
    Paused,

    /// <summary>Told to stop: finishing what is in flight.</summary>
    Draining,

    /// <summary>A stage failed.</summary>
    Faulted,
}
