namespace GridFlow.Generator;

/// <summary>A server was looked for in vain; the message says where, and which option names it.</summary>
public sealed class ServerMissingException(string message, Exception? inner = null) : Exception(message, inner);
