namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>A position is no longer in its partition: retention has passed it, or the topic was made anew.</summary>
internal sealed class PositionLostException(string message, Exception inner) : Exception(message, inner);
