namespace GridFlow.Load.Scenarios.Running;

/// <summary>One arrival.</summary>
/// <param name="Index">Its number in the load, from 0.</param>
/// <param name="Intended">When it is meant to be, from the beginning of the load. Latency counts from here, also when it was sent late.</param>
/// <param name="Copy">Which of those at the same time it is, in a closed load; the one that begins again keeps its number.</param>
internal readonly record struct Arrival(long Index, TimeSpan Intended, int Copy = 0);
