namespace GridFlow.Checkpoints;

/// <summary>What to do when Kafka has dropped records that were not read yet.</summary>
public enum RetentionGap
{
    /// <summary>Say which offsets are gone, count them, and go on with the oldest record that is left.</summary>
    Continue,

    /// <summary>Say which offsets are gone, and stop.</summary>
    Stop,
}
