using System.ComponentModel.DataAnnotations;

namespace GridFlow.Sinks.Archive;

/// <summary>Section <c>Archive</c>: every accepted reading as Parquet, in a folder or in S3.</summary>
/// <remarks>Credentials of S3 are the standard ones: <c>AWS_ACCESS_KEY_ID</c> and <c>AWS_SECRET_ACCESS_KEY</c>, or what else the AWS chain finds.</remarks>
public sealed class ArchiveOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archive";

    /// <summary>Where finished files go: off (default), directory or s3.</summary>
    public ArchiveTargetKind Target { get; set; }

    /// <summary>The folder of target <c>directory</c>. Default <c>gridflow-archive</c> in the working directory.</summary>
    [Required]
    public string Directory { get; set; } = "gridflow-archive";

    /// <summary>The place of target <c>s3</c>, for example <c>s3://bucket</c> or <c>s3://bucket/prefix</c>.</summary>
    public string? Bucket { get; set; }

    /// <summary>Address of the S3 service, for example <c>http://minio:9000</c>; default <c>AWS_ENDPOINT_URL</c>, else Amazon's.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Region of the bucket. Default <c>AWS_REGION</c>, else us-east-1 when there is an endpoint.</summary>
    public string? Region { get; set; }

    /// <summary>Consumer group whose committed offsets say how far the archive is. Default gridflow-archive.</summary>
    [Required]
    public string GroupId { get; set; } = "gridflow-archive";

    /// <summary>Local folder for files that are not finished or not yet in the target. Default <c>gridflow-spool</c> in the working directory. Instances may share it: each has its own folder in it.</summary>
    [Required]
    public string SpoolDirectory { get; set; } = "gridflow-spool";

    /// <summary>Most bytes in the spool; when they are reached the archive reads nothing more until there is room, and Kafka keeps the rest. Default 20,000,000,000.</summary>
    [Range(1_000_000L, 1_000_000_000_000_000L)]
    public long SpoolBudgetBytes { get; set; } = 20_000_000_000;

    /// <summary>A file is finished when it has this many bytes. Default 134,217,728 (128 MiB).</summary>
    [Range(10_000L, 5_000_000_000L)]
    public long RollBytes { get; set; } = 134_217_728;

    /// <summary>A file is finished at this age, whatever its size. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RollInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Most days of one partition that are open at a time, for readings that come late; one more finishes them all. Default 32.</summary>
    [Range(2, 1000)]
    public int MaxOpenDays { get; set; } = 32;

    /// <summary>Rows of one partition that are held in memory before they become a row group. Default 131,072.</summary>
    [Range(1, 1_048_576)]
    public int RowGroupRows { get; set; } = 131_072;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        ArchiveTargets.Faults(this).Select(fault => new ValidationResult(fault.Problem, [fault.Setting]));
}
