using System.ComponentModel.DataAnnotations;

namespace GridFlow.Checkpoints;

/// <summary>Section <c>Checkpoints</c>: how and how often results, positions and detector state become durable.</summary>
public sealed class CheckpointsOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Checkpoints";

    /// <summary>What is promised: <c>exactly-once</c> (default) or <c>at-least-once</c>.</summary>
    public Delivery Delivery { get; set; } = Delivery.ExactlyOnce;

    /// <summary>Least time between two commits while anomalies or dead letters wait. Default 20 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:02")]
    public TimeSpan TransactionMinInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Most time between two commits while readings flow and nothing else waits. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:02")]
    public TimeSpan TransactionMaxInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Batches after which a commit is made whatever the time. Default 256.</summary>
    [Range(1, 65_536)]
    public int TransactionMaxBatches { get; set; } = 256;

    /// <summary>
    /// Kafka's <c>transactional.id</c> of this instance: the same after a restart, and no other instance's. Default: group, host name and the first number that no
    /// other instance on this host has.
    /// </summary>
    public string? TransactionalId { get; set; }

    /// <summary>
    /// Where snapshots of detector state are kept: a folder, <c>s3://bucket/prefix</c>, or <c>none</c>. Instances of one group that share a store can take over each
    /// other's partitions without a long replay. Default: <c>gridflow/checkpoints</c> in the user's folder for application data.
    /// </summary>
    public string? Store { get; set; }

    /// <summary>
    /// Address of the S3 service; default <c>AWS_ENDPOINT_URL</c>, else Amazon's. Credentials and region are the standard <c>AWS_…</c> variables; with an address the
    /// region defaults to us-east-1.
    /// </summary>
    [Url]
    public string? Endpoint { get; set; }

    /// <summary>A partition that has moved is snapshotted after this time. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A partition is snapshotted after so many readings, whichever comes first. Default 10,000.</summary>
    [Range(1, 1_000_000_000)]
    public int SnapshotReadings { get; set; } = 10_000;

    /// <summary>Least time between two snapshots of a partition. Default 2 s. It grows by itself where snapshots would take more than a tenth of the time.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SnapshotMinPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Snapshots kept for each partition. Default 3: the newest may be ahead of what is committed, or torn.</summary>
    [Range(2, 1000)]
    public int SnapshotsKept { get; set; } = 3;

    /// <summary>What to do when Kafka has dropped records that were not read yet: <c>continue</c> (default) or <c>stop</c>. Either says which, and counts them.</summary>
    public RetentionGap OnRetentionGap { get; set; } = RetentionGap.Continue;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TransactionMinInterval > TransactionMaxInterval)
        {
            yield return new ValidationResult(
                $"TransactionMinInterval ({TransactionMinInterval}) must not exceed TransactionMaxInterval ({TransactionMaxInterval}).", [nameof(TransactionMinInterval)]);
        }

        if (SnapshotStores.Fault(this) is { } fault)
        {
            yield return new ValidationResult(fault, [nameof(Store)]);
        }
    }
}
