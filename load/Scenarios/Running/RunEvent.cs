namespace GridFlow.Load.Scenarios.Running;

/// <summary>Something that was done to the pipeline, for the charts.</summary>
/// <param name="AtS">Since the beginning of the load, s.</param>
/// <param name="What">What happened.</param>
internal sealed record RunEvent(double AtS, string What);
