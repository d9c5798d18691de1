using Amazon.Runtime;
using GridFlow.Checkpoints.Stores;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.Storage;

namespace GridFlow.Integration.Servers;

/// <summary>An S3 service of the kit.</summary>
/// <param name="Endpoint">Its address.</param>
/// <param name="AccessKey">Credentials that may do everything.</param>
/// <param name="SecretKey">Their secret.</param>
internal sealed record S3Service(string Endpoint, string AccessKey, string SecretKey)
{
    /// <summary>The bucket that is there.</summary>
    public const string Bucket = "checkpoints";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>A snapshot store in it, that waits two seconds for a try and tries three times.</summary>
    /// <param name="endpoint">Another address, of a proxy.</param>
    /// <param name="bucket">Another bucket.</param>
    /// <param name="secret">Another secret.</param>
    public S3SnapshotStore Store(Uri? endpoint = null, string bucket = Bucket, string? secret = null) =>
        new(new S3Address(bucket, "some/prefix/", endpoint?.ToString() ?? Endpoint, "us-east-1"), Timeout, new BasicAWSCredentials(AccessKey, secret ?? SecretKey));

    /// <summary>An archive in it, that bears two seconds of silence.</summary>
    /// <param name="endpoint">Another address, of a proxy.</param>
    /// <param name="bucket">Another bucket.</param>
    /// <param name="secret">Another secret.</param>
    /// <param name="key">Another access key.</param>
    public S3ArchiveTarget Archive(Uri? endpoint = null, string bucket = Bucket, string? secret = null, string? key = null) => new(
        new S3Address(bucket, "some/archive/", endpoint?.ToString() ?? Endpoint, "us-east-1"), TimeProvider.System, Timeout, new BasicAWSCredentials(key ?? AccessKey, secret ?? SecretKey));
}
