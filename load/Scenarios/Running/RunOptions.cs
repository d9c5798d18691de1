using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>What the command line asks for; null where the scenario decides.</summary>
internal sealed record RunOptions
{
    /// <summary>Length of the load.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Readings per second; what it means in a scenario with several rates, the scenario says.</summary>
    public double? Rate { get; init; }

    /// <summary>Meters.</summary>
    public int? Meters { get; init; }

    /// <summary>Seed of the simulated grid.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>A Kafka; null for the embedded broker.</summary>
    public string? BootstrapServers { get; init; }

    /// <summary>The registry that belongs to it; null for one in this process.</summary>
    public string? RegistryUrl { get; init; }

    /// <summary>What stops the result sink on a given Kafka; null where no scenario wants that.</summary>
    public SinkGateAddress? SinkGate { get; init; }

    /// <summary>The program under test; null for the one that was built with this.</summary>
    public string? Program { get; init; }

    /// <summary>Whether topics on a given Kafka are left there.</summary>
    public bool KeepTopics { get; init; }

    /// <summary>Longest p99 from a reading's intended time to its anomaly at a reader, ms. The mission's is 100.</summary>
    public double ObjectiveMs { get; init; } = 100;

    /// <summary>Settings for the program under test, <c>--Section:Key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
