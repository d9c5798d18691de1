using GridFlow.Simulation;

namespace GridFlow.Control.Demo;

/// <summary>How many anomalies of one kind were injected and found.</summary>
/// <param name="Kind">What was injected.</param>
/// <param name="Injected">How many.</param>
/// <param name="Found">How many of them an alarm of an expected type has named.</param>
/// <param name="HasRule">Whether this version has a rule for what is expected.</param>
internal sealed record KindScore(AnomalyKind Kind, int Injected, int Found, bool HasRule);
