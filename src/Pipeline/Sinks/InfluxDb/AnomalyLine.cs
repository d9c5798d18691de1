using GridFlow.Sources.Anomalies;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>One line of line protocol, and the record that it came from.</summary>
internal readonly record struct AnomalyLine(AnomalyRecord Record, ReadOnlyMemory<byte> Text);
