namespace GridFlow.Topology;

/// <summary>One look at whether a part of the pipeline gets on.</summary>
/// <param name="Name">The part: a block, or the poll loop.</param>
/// <param name="HasWork">Whether it has something to do and waits for nobody: not for a server that is away, nor for the block behind it.</param>
/// <param name="Steps">Grows, or changes at least, with everything it does.</param>
/// <param name="Grace">How long one step may take by limits of its own, for example those of the Kafka client; nobody may call it stuck before.</param>
public readonly record struct StageProgress(string Name, bool HasWork, long Steps, TimeSpan Grace);
