using System.ComponentModel.DataAnnotations;

namespace GridFlow.Topology;

/// <summary>Section <c>Checkpoints</c>: how and how often results and positions become durable.</summary>
public sealed class CheckpointsOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Checkpoints";

    /// <summary>What is promised. Only <c>at-least-once</c> is built in this version.</summary>
    public Delivery Delivery { get; set; } = Delivery.AtLeastOnce;

    /// <summary>Least time between two commits while anomalies or dead letters wait. Default 20 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan TransactionMinInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Most time between two commits while readings flow and nothing else waits. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan TransactionMaxInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Delivery == Delivery.ExactlyOnce)
        {
            yield return new ValidationResult("exactly-once is not built yet; set at-least-once.", [nameof(Delivery)]);
        }

        if (TransactionMinInterval > TransactionMaxInterval)
        {
            yield return new ValidationResult(
                $"TransactionMinInterval ({TransactionMinInterval}) must not exceed TransactionMaxInterval ({TransactionMaxInterval}).", [nameof(TransactionMinInterval)]);
        }
    }
}
