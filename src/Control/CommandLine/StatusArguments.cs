namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow status</c> was told.</summary>
public sealed record StatusArguments(ConnectionArguments Connection) : OperatorArguments(Connection);
