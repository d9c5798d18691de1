namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow audit</c> was told.</summary>
/// <param name="Connection">Whom it asks and how.</param>
/// <param name="Limit">Most records to show.</param>
public sealed record AuditArguments(ConnectionArguments Connection, int Limit) : OperatorArguments(Connection);
