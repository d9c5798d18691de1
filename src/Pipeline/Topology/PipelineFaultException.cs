namespace GridFlow.Topology;

/// <summary>A stage failed, so the whole pipeline has stopped. What was not committed is read again after a restart.</summary>
public sealed class PipelineFaultException(string message, Exception inner) : Exception(message, inner);
