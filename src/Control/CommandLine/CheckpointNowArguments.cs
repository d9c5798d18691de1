namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow checkpoint now</c> was told.</summary>
/// <param name="Connection">Whom it asks and how.</param>
/// <param name="Reason">Why, for the audit line.</param>
public sealed record CheckpointNowArguments(ConnectionArguments Connection, string Reason) : OperatorArguments(Connection);
