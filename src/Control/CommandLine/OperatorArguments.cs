namespace GridFlow.Control.CommandLine;

/// <summary>What a command was told that asks a running instance.</summary>
/// <param name="Connection">Whom it asks and how.</param>
public abstract record OperatorArguments(ConnectionArguments Connection);
