using GridFlow.Decoding;
using GridFlow.Simulation;
using GridFlow.Sources;

namespace GridFlow.Generator;

/// <summary>What the command line asked for.</summary>
public sealed record GeneratorSettings
{
    /// <summary>What to simulate; <see cref="SimulationOptions.StartMs"/> is set when the run begins unless <see cref="StartMs"/> is.</summary>
    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>Event time of the first reading; null: now (simulation) or as recorded (replay).</summary>
    public long? StartMs { get; init; }

    /// <summary>Event time from the start in which no anomaly begins.</summary>
    public TimeSpan Quiet { get; init; }

    /// <summary>Event time to simulate, or time to replay for; null: until interrupted or the file ends.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Recording to replay instead of simulating.</summary>
    public string? ReplayPath { get; init; }

    /// <summary>Replay pace in readings/s; null: by <see cref="ReplaySpeed"/>.</summary>
    public double? ReplayRate { get; init; }

    /// <summary>Replay pace as a multiple of the recording's; infinity: as fast as Kafka takes it.</summary>
    public double ReplaySpeed { get; init; } = double.PositiveInfinity;

    /// <summary>File for labels; null: none.</summary>
    public string? LabelsPath { get; init; }

    /// <summary>Brokers, topic, client properties.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>The registry, and how ids are written.</summary>
    public SchemaRegistryOptions Registry { get; init; } = new();

    /// <summary>How long to look for a server, and to try to deliver a reading.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>File that says when readings were last acknowledged; null: none.</summary>
    public string? HealthPath { get; init; }

    /// <summary>Ends with one JSON object on stdout; everything else goes to stderr.</summary>
    public bool Json { get; init; }

    /// <summary>Plain lines even on a terminal.</summary>
    public bool Plain { get; init; }
}
