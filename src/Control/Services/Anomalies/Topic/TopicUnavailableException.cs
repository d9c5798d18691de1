namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>Kafka did not answer, or has no such topic now: to be asked again.</summary>
internal sealed class TopicUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
