using GridFlow.V1;

namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow watch</c> was told.</summary>
/// <param name="Connection">Whom it asks and how.</param>
/// <param name="Interval">Time between two sets of figures.</param>
/// <param name="MinSeverity">Only anomalies of this severity and above.</param>
public sealed record WatchArguments(ConnectionArguments Connection, TimeSpan Interval, Severity MinSeverity) : OperatorArguments(Connection);
