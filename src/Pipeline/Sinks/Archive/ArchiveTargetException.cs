namespace GridFlow.Sinks.Archive;

/// <summary>The target cannot be used now; the message is one sentence that says what to do. Another try later may do.</summary>
internal sealed class ArchiveTargetException(string message, Exception? inner = null) : Exception(message, inner);
