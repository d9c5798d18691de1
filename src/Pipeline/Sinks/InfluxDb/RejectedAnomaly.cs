using GridFlow.Sources.Anomalies;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>A record that cannot be in InfluxDB.</summary>
/// <param name="Record">The record.</param>
/// <param name="Code">The cause as a stable word: one of the constants here.</param>
/// <param name="Message">The cause as a sentence.</param>
/// <param name="SchemaId">Schema id of the record; −1 when none could be read.</param>
internal readonly record struct RejectedAnomaly(AnomalyRecord Record, string Code, string Message, long SchemaId = -1)
{
    /// <summary>The bytes are no anomaly.</summary>
    public const string Unreadable = "anomaly_unreadable";

    /// <summary>Line protocol has no way to say it.</summary>
    public const string Unwritable = "anomaly_unwritable";

    /// <summary>InfluxDB has refused the line; the message is its own.</summary>
    public const string Refused = "influx_rejected";
}
