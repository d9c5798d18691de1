using System.Text.Json.Serialization;

namespace GridFlow.Control.Demo;

/// <summary>The one object that <c>gridflow demo --json</c> ends with. Names are a contract.</summary>
public sealed record DemoSummary
{
    [JsonPropertyName("readings_consumed")]
    public required long ReadingsConsumed { get; init; }

    [JsonPropertyName("scored")]
    public required long Scored { get; init; }

    [JsonPropertyName("dropped")]
    public required long Dropped { get; init; }

    [JsonPropertyName("dead_letters")]
    public required long DeadLetters { get; init; }

    [JsonPropertyName("in_flight")]
    public required long InFlight { get; init; }

    [JsonPropertyName("anomalies")]
    public required long Anomalies { get; init; }

    [JsonPropertyName("anomalies_injected")]
    public required long AnomaliesInjected { get; init; }

    [JsonPropertyName("anomalies_found")]
    public required long AnomaliesFound { get; init; }

    [JsonPropertyName("latency_p50_ms")]
    public required double LatencyP50Ms { get; init; }

    [JsonPropertyName("latency_p99_ms")]
    public required double LatencyP99Ms { get; init; }

    [JsonPropertyName("delivery")]
    public required string Delivery { get; init; }

    [JsonPropertyName("duration_s")]
    public required double DurationS { get; init; }
}
