namespace GridFlow.Load.Scenarios.Running;

/// <summary>What came of one step.</summary>
/// <param name="Name">The step.</param>
/// <param name="Ok">Answered.</param>
/// <param name="Failed">Not answered, or with an error.</param>
/// <param name="Latency">From the intended time to the answer.</param>
/// <param name="Failures">How many by reason.</param>
/// <param name="Curve">Latency by percentile.</param>
internal sealed record StepResult(string Name, long Ok, long Failed, Latencies Latency, IReadOnlyDictionary<string, long> Failures, IReadOnlyList<CurvePoint> Curve);
