namespace GridFlow.Sinks.Kafka;

/// <summary>Names of the headers of dead letters, and of what is replayed from them.</summary>
public static class DeadLetterHeaders
{
    /// <summary>What all of ours begin with.</summary>
    public const string Prefix = "gridflow.";

    /// <summary>The cause as a stable word; the first of ours, so what stands in front of the last one came with the record.</summary>
    public const string Code = "gridflow.error.code";

    /// <summary>The cause as a sentence.</summary>
    public const string Message = "gridflow.error.message";

    /// <summary>Topic that the record was read from.</summary>
    public const string SourceTopic = "gridflow.source.topic";

    /// <summary>Its partition.</summary>
    public const string SourcePartition = "gridflow.source.partition";

    /// <summary>Its offset.</summary>
    public const string SourceOffset = "gridflow.source.offset";

    /// <summary>Its timestamp, ms since 1970; −1 when it had none.</summary>
    public const string SourceTimestamp = "gridflow.source.timestamp";

    /// <summary>Schema id of the value, when one could be read.</summary>
    public const string SchemaId = "gridflow.schema.id";

    /// <summary>GridFlow's version that wrote the dead letter.</summary>
    public const string Version = "gridflow.version";

    /// <summary>The value was too large and is left out; how long it was.</summary>
    public const string ValueOmitted = "gridflow.value.omitted.bytes";

    /// <summary>The record's own headers were too large and are left out; how many they were.</summary>
    public const string HeadersOmitted = "gridflow.headers.omitted";

    /// <summary>The key was too large and is left out; how long it was.</summary>
    public const string KeyOmitted = "gridflow.key.omitted.bytes";

    /// <summary>How often the record has been replayed; on the record in its source topic, and so among the original headers of a dead letter.</summary>
    public const string ReplayCount = "gridflow.replay.count";

    /// <summary>Which dead letter it was replayed from, <c>topic/partition/offset</c>.</summary>
    public const string ReplaySource = "gridflow.replay.source";
}
