namespace GridFlow.Detection;

/// <summary>Stored detector state is not what a detector can have written; it must not be used.</summary>
public sealed class StateFormatException(string message, Exception? inner = null) : Exception(message, inner);
