using GridFlow.Checkpoints;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>What is measured, and with which settings that are not the default ones.</summary>
internal sealed record LatencySetup(
    string BootstrapServers,
    Delivery Delivery,
    int Rate,
    int Meters,
    TimeSpan Duration,
    TimeSpan MinInterval,
    Dictionary<string, string> Producer,
    Dictionary<string, string> Consumer,
    string Archive = BenchmarkArchive.None,
    int Subscribers = 0,
    int StoppedSubscribers = 0);
