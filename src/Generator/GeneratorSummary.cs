using System.Text.Json;
using System.Text.Json.Serialization;

namespace GridFlow.Generator;

/// <summary>Totals of a run, as <c>--json</c> prints them.</summary>
public sealed record GeneratorSummary
{
    /// <summary>Topic the readings went to.</summary>
    public required string Topic { get; init; }

    /// <summary>Readings handed to the Kafka client.</summary>
    public required long ReadingsSent { get; init; }

    /// <summary>Readings the brokers confirmed.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Readings that failed, or whose fate was open at the end.</summary>
    public required long Failed { get; init; }

    /// <summary>Readings left out because their meter was silenced.</summary>
    public required long Withheld { get; init; }

    /// <summary>Rows of a recording that could not be read.</summary>
    public required long RowsSkipped { get; init; }

    /// <summary>Anomalies injected.</summary>
    public required long AnomaliesInjected { get; init; }

    /// <summary>Anomalies injected, by kind.</summary>
    public required IReadOnlyDictionary<string, long> InjectedByKind { get; init; }

    /// <summary>Readings sent per second, over the whole run.</summary>
    public required double ReadingsPerSecond { get; init; }

    /// <summary>Length of the run, s.</summary>
    [JsonPropertyName("duration_s")]
    public required double DurationSeconds { get; init; }

    /// <summary>Why the last failed reading failed.</summary>
    public string? LastError { get; init; }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GeneratorJson.Default.GeneratorSummary);
}
