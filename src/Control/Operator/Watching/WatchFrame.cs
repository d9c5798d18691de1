using GridFlow.V1;

namespace GridFlow.Control.Operator.Watching;

/// <summary>Everything one frame of <c>gridflow watch</c> shows.</summary>
/// <param name="Address">The instance.</param>
/// <param name="Metrics">The last figures; null before the first.</param>
/// <param name="Anomalies">The last anomalies, newest first.</param>
/// <param name="Notes">About the connections or a gap, a line each; empty when there is nothing to say.</param>
internal sealed record WatchFrame(string Address, StreamMetricsResponse? Metrics, IReadOnlyList<Anomaly> Anomalies, IReadOnlyList<string> Notes);
