namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow pause</c> or <c>gridflow resume</c> was told.</summary>
/// <param name="Connection">Whom it asks and how.</param>
/// <param name="Pause">Pause; else resume.</param>
/// <param name="Partitions">Only these partitions.</param>
/// <param name="Feeders">Only these feeders. With neither: everything.</param>
/// <param name="Reason">Why, for the audit line.</param>
public sealed record PauseArguments(
    ConnectionArguments Connection, bool Pause, IReadOnlyList<int> Partitions, IReadOnlyList<string> Feeders, string Reason) : OperatorArguments(Connection);
