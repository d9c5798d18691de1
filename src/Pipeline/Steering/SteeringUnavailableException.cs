namespace GridFlow.Steering;

/// <summary>The control topic cannot be read or written now, so a change cannot be taken; it may be asked for again.</summary>
public sealed class SteeringUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
