namespace GridFlow.Decoding;

/// <summary>The registry could not be asked. Says nothing about any record: wait and ask again.</summary>
public sealed class SchemaRegistryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
