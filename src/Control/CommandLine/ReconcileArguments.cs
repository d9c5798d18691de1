namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow reconcile</c> was told.</summary>
/// <param name="Since">First moment of the range; the oldest record when null.</param>
/// <param name="Until">First moment that counts no longer; the newest record when null.</param>
/// <param name="Json">One JSON object on stdout.</param>
public sealed record ReconcileArguments(TimeBound? Since, TimeBound? Until, bool Json);
