using GridFlow.Simulation;

namespace GridFlow.Control.Demo;

/// <summary>How a demo ended.</summary>
/// <param name="Summary">The numbers.</param>
/// <param name="Kinds">Found of injected, by kind.</param>
/// <param name="Missed">Large anomalies with a rule that were not found.</param>
/// <param name="Refused">Readings that the broker did not take.</param>
/// <param name="Drained">Whether everything in flight was settled before the end.</param>
internal sealed record DemoResult(DemoSummary Summary, IReadOnlyList<KindScore> Kinds, IReadOnlyList<InjectedAnomaly> Missed, long Refused, bool Drained);
