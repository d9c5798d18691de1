using GridFlow.Sinks.Archive.Targets;
using GridFlow.Storage;

namespace GridFlow.Sinks.Archive;

/// <summary>Makes the target that section <c>Archive</c> names.</summary>
internal static class ArchiveTargets
{
    /// <summary>Opens the target; nothing is asked of it yet. Null when there is to be none.</summary>
    /// <exception cref="ArgumentException">The options have a fault that their validation would have told.</exception>
    public static IArchiveTarget? Open(ArchiveOptions options, TimeProvider time) => Fault(options) is { } fault
        ? throw new ArgumentException($"{ArchiveOptions.Section} {fault}", nameof(options))
        : options.Target switch
        {
            ArchiveTargetKind.Directory => new DirectoryArchiveTarget(options.Directory, time),
            ArchiveTargetKind.S3 => new S3ArchiveTarget(Place(options).Address!, time),
            _ => null,
        };

    /// <summary>What is wrong with the settings, in one line; null when nothing is.</summary>
    public static string? Fault(ArchiveOptions options)
    {
        var faults = Faults(options).Select(fault => $"{ArchiveOptions.Section}:{fault.Setting} {fault.Problem}").ToList();
        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    /// <summary>Everything that is wrong with the settings: the setting, and the end of a sentence about it.</summary>
    public static IEnumerable<(string Setting, string Problem)> Faults(ArchiveOptions options) => options.Target switch
    {
        ArchiveTargetKind.Directory => FolderFaults(options),
        ArchiveTargetKind.S3 => BucketFaults(options),
        _ => [],
    };

    private static IEnumerable<(string Setting, string Problem)> FolderFaults(ArchiveOptions options)
    {
        if (options.Directory.Trim().Length == 0 || options.Directory.Contains("://", StringComparison.Ordinal) || options.Directory.Contains('\0', StringComparison.Ordinal))
        {
            yield return (nameof(options.Directory), $"must be a folder; a bucket is {ArchiveOptions.Section}:{nameof(options.Bucket)} with {ArchiveOptions.Section}:{nameof(options.Target)} s3");
        }
        else if (File.Exists(options.Directory))
        {
            yield return (nameof(options.Directory), "must be a folder; there is a file of this name");
        }
    }

    private static IEnumerable<(string Setting, string Problem)> BucketFaults(ArchiveOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Bucket))
        {
            yield return (nameof(options.Bucket), $"must name a bucket, as in {S3Address.Scheme}bucket/prefix, when {ArchiveOptions.Section}:{nameof(options.Target)} is s3");
        }
        else if (!options.Bucket.StartsWith(S3Address.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            yield return (nameof(options.Bucket), $"must begin with {S3Address.Scheme}, as in {S3Address.Scheme}bucket/prefix");
        }
        else if (Place(options).Fault is { } fault)
        {
            yield return (nameof(options.Bucket), fault);
        }
    }

    private static (S3Address? Address, string? Fault) Place(ArchiveOptions options) =>
        S3Address.Resolve(options.Bucket!, Given(options.Endpoint), Given(options.Region), S3ArchiveTarget.Settings);

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
