using GridFlow.Detection;

namespace GridFlow.Control.Terminal;

/// <summary>The view as lines, for pipes, files and small terminals.</summary>
internal static class PlainView
{
    public static IEnumerable<string> Start(DemoSnapshot snapshot) =>
    [
        $"GridFlow demo: gRPC {snapshot.Addresses.Grpc} · metrics {snapshot.Addresses.Metrics} · health {snapshot.Addresses.Health}",
        $"Kafka {snapshot.Kafka} · registry {snapshot.Registry}",
        .. snapshot.Notes,
        $"try: {snapshot.Addresses.Grpcurl}",
    ];

    public static string Progress(DemoSnapshot snapshot)
    {
        var latency = snapshot.Status.DetectionLatency;
        var quantiles = latency.Count == 0 ? "no alarm yet" : $"p50 {Figures.Milliseconds(latency.P50Ms)} p99 {Figures.Milliseconds(latency.P99Ms)}";
        return $"{Figures.Clock(snapshot.Elapsed)} {snapshot.Status.State.ToString().ToUpperInvariant()} {Figures.Rate(snapshot.ReadingsPerSecond)} readings/s"
            + $" · consumed {Figures.Count(snapshot.Status.Conservation.Consumed)} · alarms {Figures.Count(snapshot.Anomalies)}"
            + $" · injected {snapshot.Injected}, found {snapshot.Found} · {quantiles} · lag {Figures.Count(snapshot.LagReadings)} · {snapshot.Phase}";
    }

    public static string Alarm(Sinks.Live.AnomalyNotice alarm) => $"         {alarm.Severity.ToString().ToUpperInvariant(),-8} {alarm.Sentence}";

    /// <summary>Whether an alarm gets a line of its own.</summary>
    public static bool Shows(Sinks.Live.AnomalyNotice alarm) => alarm.Severity >= Severity.Error;
}
