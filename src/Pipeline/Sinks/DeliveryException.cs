namespace GridFlow.Sinks;

/// <summary>A result cannot be delivered, and waiting would not help.</summary>
public sealed class DeliveryException(string message, Exception? inner = null) : Exception(message, inner);
