using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Load.Benchmarks.Influx;

/// <summary>What the InfluxDB benchmark is told.</summary>
internal sealed record InfluxSetup(string BootstrapServers, InfluxDbOptions Influx, string ReadToken, int Rate, int Meters, int Trials, int Backlog);
