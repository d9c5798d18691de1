namespace GridFlow.Telemetry.Tracing;

/// <summary>When what happened to a batch that was sampled; travels in the batch, so that each stage only notes a time. All are <see cref="TimeProvider.GetTimestamp"/>; 0 means not yet.</summary>
internal sealed class BatchTrace
{
    /// <summary>Handed to the graph.</summary>
    public long HandedAt { get; init; }

    /// <summary>Decoding began.</summary>
    public long DecodeBegan { get; set; }

    /// <summary>Decoding ended.</summary>
    public long DecodeEnded { get; set; }

    /// <summary>Detection began.</summary>
    public long DetectBegan { get; set; }

    /// <summary>Its results began to be sent; the last time, when a transaction was aborted.</summary>
    public long SendBegan { get; set; }

    /// <summary>All of them were handed to the producer.</summary>
    public long SendEnded { get; set; }

    /// <summary>The commit that made it durable began.</summary>
    public long CommitBegan { get; set; }

    /// <summary>It was durable.</summary>
    public long CommitEnded { get; set; }

    /// <summary>How often its results were sent.</summary>
    public int Attempts { get; set; }
}
