using GridFlow.Checkpoints.Stores;
using GridFlow.Control.Configuration;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.Storage;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Which S3 service is used, if any.</summary>
internal static class ObjectStorage
{
    /// <summary>Address of the archive's service, else of the snapshots'; null when neither is in S3.</summary>
    public static Uri? Endpoint(GridFlowSettings settings)
    {
        var (archive, checkpoints) = (settings.Archive, settings.Checkpoints);
        var address = archive.Target == ArchiveTargetKind.S3 ? S3Address.Resolve(archive.Bucket!, Given(archive.Endpoint), Given(archive.Region), S3ArchiveTarget.Settings).Address
            : checkpoints.Store?.StartsWith(S3Address.Scheme, StringComparison.OrdinalIgnoreCase) == true
                ? S3Address.Resolve(checkpoints.Store, checkpoints.Endpoint, region: null, S3SnapshotStore.Settings).Address : null;
        return address is null ? null : new Uri(address.Endpoint ?? $"https://s3.{address.Region}.amazonaws.com");
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
