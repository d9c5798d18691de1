namespace GridFlow.Steering;

/// <summary>What is asked contradicts what stands, for example one partition is to be resumed while everything is paused.</summary>
public sealed class SteeringRefusedException(string message) : Exception(message);
