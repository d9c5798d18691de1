namespace GridFlow.Sinks.Archive.Verification;

/// <summary>A file is not what an archive file has to be; the message says in what, as a sentence about it.</summary>
internal sealed class FileDamagedException(string message, Exception? inner = null) : Exception(message, inner);
