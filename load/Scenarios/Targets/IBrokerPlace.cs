using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>Where a scenario runs: a broker and a schema registry.</summary>
internal interface IBrokerPlace : IAsyncDisposable
{
    /// <summary>For the report.</summary>
    string Description { get; }

    /// <summary>Broker and topics, for clients of this process.</summary>
    KafkaOptions Kafka { get; }

    /// <summary>The broker as the pipeline reaches it.</summary>
    string PipelineBootstrap { get; }

    string RegistryUrl { get; }

    /// <summary>What <c>gridflow run</c> needs to be told about this place.</summary>
    IReadOnlyList<string> PipelineArguments { get; }

    /// <summary>Whether transactions are kept apart, so that nothing may be there twice.</summary>
    bool IsExactlyOnce { get; }

    /// <summary>Records that may wait for the pipeline before this place forgets some.</summary>
    long MostBacklog { get; }

    /// <summary>How <see cref="SetResultsAsync"/> does it, for the report.</summary>
    string HowResultsStop { get; }

    /// <summary>Makes the result sink, and nothing else, stand still, or go on.</summary>
    Task SetResultsAsync(bool available);
}
