namespace GridFlow.Control.Startup;

/// <summary>A server that the pipeline needs is missing or refuses; the message says which, and what to set.</summary>
public sealed class StartupFailedException(string message, Exception? inner = null) : Exception(message, inner);
