namespace GridFlow.Load.Scenarios.Targets;

/// <summary>A scenario cannot go on; the message is for the person who started it.</summary>
internal sealed class ScenarioFailedException(string message, Exception? inner = null) : Exception(message, inner);
