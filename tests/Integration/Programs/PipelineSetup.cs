using GridFlow.Integration.Servers;

namespace GridFlow.Integration.Programs;

/// <summary>Servers, topics and group of one test; names are its own, so tests can share servers.</summary>
internal sealed record PipelineSetup
{
    public const int Partitions = 4;

    public PipelineSetup(string name, string kafka, string registry)
    {
        var own = $"{name}-{Guid.NewGuid().ToString("N")[..8]}";
        (Kafka, Registry) = (kafka, registry);
        Readings = $"{own}-sensor-readings";
        Anomalies = $"{own}-anomalies";
        DeadLetters = $"{own}-dead-letter-queue";
        Control = $"{own}-control";
        Group = $"{own}-gridflow";
        Store = Path.Combine(ServerDiscovery.WorkFolder, "snapshots", own);
    }

    public string Kafka { get; init; }

    public string Registry { get; init; }

    public string Readings { get; init; }

    public string Anomalies { get; init; }

    public string DeadLetters { get; init; }

    /// <summary>Its own, so that a pause in one test pauses no other.</summary>
    public string Control { get; init; }

    public string Group { get; init; }

    /// <summary>Folder of snapshots, shared by all instances of the test.</summary>
    public string Store { get; init; }

    /// <summary>Properties of Kafka clients, for a secured Kafka.</summary>
    public IReadOnlyDictionary<string, string> ClientProperties { get; init; } = new Dictionary<string, string>();

    /// <summary>The same readings, for a pipeline that has nothing else in common with this one.</summary>
    public PipelineSetup Reference() => this with
    {
        Anomalies = $"{Anomalies}-reference",
        DeadLetters = $"{DeadLetters}-reference",
        Control = $"{Control}-reference",
        Group = $"{Group}-reference",
    };

    /// <summary>Arguments of <c>gridflow run</c>.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "run", "--grpc-port", "0", "--http-port", "0", "--metrics-port", "0",
        $"--Kafka:BootstrapServers={Kafka}", $"--SchemaRegistry:Url={Registry}",
        $"--Kafka:ReadingsTopic={Readings}", $"--Kafka:AnomaliesTopic={Anomalies}", $"--Kafka:DeadLetterTopic={DeadLetters}",
        $"--Kafka:ControlTopic={Control}", $"--Kafka:GroupId={Group}", $"--Kafka:Partitions={Partitions}",
        $"--Checkpoints:Store={Store}",
    ];
}
