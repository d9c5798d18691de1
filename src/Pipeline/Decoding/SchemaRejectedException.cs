namespace GridFlow.Decoding;

/// <summary>The registry refused a schema. Asking again gives the same answer.</summary>
public sealed class SchemaRejectedException(string message, Exception? inner = null) : Exception(message, inner);
