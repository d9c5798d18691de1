namespace GridFlow.Simulation;

/// <summary>A file that cannot be replayed at all: its header lacks what every row needs.</summary>
public sealed class ReplayFormatException(string message) : Exception(message);
