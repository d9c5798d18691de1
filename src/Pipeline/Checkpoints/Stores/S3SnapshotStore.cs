using System.Globalization;
using Amazon.Runtime;
using Amazon.S3.Model;
using GridFlow.Storage;

namespace GridFlow.Checkpoints.Stores;

/// <summary>Snapshots as objects in a bucket of any S3 service: one PUT each, so that none is ever there in part.</summary>
internal sealed class S3SnapshotStore : ISnapshotStore
{
    /// <summary>What its settings are called.</summary>
    public static readonly S3SettingNames Settings = new("Checkpoints:Store", "Checkpoints:Endpoint", "AWS_REGION");

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private readonly S3Connection _s3;
    private readonly TimeSpan _timeout;

    /// <param name="address">Where.</param>
    /// <param name="timeout">For one try of a request, and for the next bytes while reading. Default 60 s; a request is tried three times.</param>
    /// <param name="credentials">Default: the standard chain, <c>AWS_ACCESS_KEY_ID</c> and <c>AWS_SECRET_ACCESS_KEY</c> first.</param>
    public S3SnapshotStore(S3Address address, TimeSpan? timeout = null, AWSCredentials? credentials = null)
    {
        _timeout = timeout ?? DefaultTimeout;
        _s3 = new S3Connection(address, Settings, _timeout, credentials, (message, e) => new SnapshotStoreException(message, e));
    }

    /// <inheritdoc/>
    public string Description => _s3.Address.ToString();

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSnapshot>> ListAsync(string prefix, CancellationToken cancellationToken) => _s3.RunAsync<IReadOnlyList<StoredSnapshot>>(
        async () =>
        [
            .. (await _s3.ListAsync(prefix, cancellationToken)).Select(entry => new StoredSnapshot(entry.Name, entry.Bytes)).OrderBy(entry => entry.Name, StringComparer.Ordinal),
        ],
        cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(string name, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken) => _s3.RunAsync(
        async () =>
        {
            await using var stream = new SegmentStream(content);
            await _s3.PutAsync(new PutObjectRequest { Key = _s3.Address.Prefix + name, InputStream = stream, ContentType = "application/octet-stream" }, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string name, long from, CancellationToken cancellationToken) => _s3.RunAsync<Stream>(
        async () =>
        {
            var request = new GetObjectRequest { BucketName = _s3.Address.Bucket, Key = _s3.Address.Prefix + name };
            if (from > 0)
            {
                request.ByteRange = new ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={from}-"));
            }

            var response = await _s3.Client.GetObjectAsync(request, cancellationToken);
            return new StoreStream(response.ResponseStream, e => (SnapshotStoreException)_s3.Failure(e), _timeout);
        },
        cancellationToken,
        missing: name);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => _s3.RunAsync(
        async () => await _s3.Client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _s3.Address.Bucket, Key = _s3.Address.Prefix + name }, cancellationToken),
        cancellationToken);

    public void Dispose() => _s3.Dispose();
}
