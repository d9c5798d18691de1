namespace GridFlow.Topology;

/// <summary>A part of the pipeline that has work and does not do it.</summary>
/// <param name="Name">The part: a block, or <c>poll loop</c>.</param>
/// <param name="Since">When it was seen to move last.</param>
public readonly record struct StuckStage(string Name, DateTimeOffset Since);
