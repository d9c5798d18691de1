using GridFlow.Control.Hosting;
using GridFlow.Sinks.Live;
using GridFlow.Topology;

namespace GridFlow.Control.Terminal;

/// <summary>Everything one frame of the terminal view shows.</summary>
/// <param name="Elapsed">Since the start.</param>
/// <param name="Phase">What the demo does, as a sentence.</param>
/// <param name="Status">One look at the pipeline.</param>
/// <param name="ReadingsPerSecond">Consumed, over the last seconds.</param>
/// <param name="Injected">Anomalies injected.</param>
/// <param name="Found">Of them found.</param>
/// <param name="Alarms">The last alarms of WARNING and above, newest first.</param>
/// <param name="Addresses">Where the instance answers.</param>
/// <param name="Kafka">Address of the broker.</param>
/// <param name="Registry">Address of the schema registry.</param>
/// <param name="Notes">What should be known, one sentence each.</param>
/// <param name="LastWarning">The last warning of the log; null when there is none.</param>
internal sealed record DemoSnapshot(
    TimeSpan Elapsed,
    string Phase,
    PipelineStatus Status,
    double ReadingsPerSecond,
    int Injected,
    int Found,
    IReadOnlyList<AnomalyNotice> Alarms,
    InstanceAddresses Addresses,
    string Kafka,
    string Registry,
    IReadOnlyList<string> Notes,
    string? LastWarning)
{
    /// <summary>Readings behind, over all partitions whose lag is known.</summary>
    public long LagReadings => Status.Partitions.Sum(partition => Math.Max(0, partition.LagReadings));

    /// <summary>Anomalies of all types and severities.</summary>
    public long Anomalies => Status.Anomalies.Sum(anomaly => anomaly.Count);
}
