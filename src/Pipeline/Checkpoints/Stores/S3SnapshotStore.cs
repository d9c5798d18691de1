using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace GridFlow.Checkpoints.Stores;

/// <summary>Snapshots as objects in a bucket of any S3 service: one PUT each, so that none is ever there in part.</summary>
internal sealed class S3SnapshotStore : ISnapshotStore
{
    private const int Retries = 2;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private readonly AmazonS3Client _client;
    private readonly S3Address _address;
    private readonly TimeSpan _timeout;

    /// <param name="address">Where.</param>
    /// <param name="timeout">For one try of a request, and for the next bytes while reading. Default 60 s; a request is tried three times.</param>
    /// <param name="credentials">Default: the standard chain, <c>AWS_ACCESS_KEY_ID</c> and <c>AWS_SECRET_ACCESS_KEY</c> first.</param>
    public S3SnapshotStore(S3Address address, TimeSpan? timeout = null, AWSCredentials? credentials = null)
    {
        _address = address;
        _timeout = timeout ?? DefaultTimeout;
        var config = new AmazonS3Config
        {
            ForcePathStyle = true,
            Timeout = _timeout,
            ConnectTimeout = ConnectTimeout,
            MaxErrorRetry = Retries,
            // The checksum trailers that the SDK sends otherwise are refused by many S3 services. The signature covers a SHA-256 of the content anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            AuthenticationRegion = address.Region,
        };
        if (address.Endpoint is null)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(address.Region);
        }
        else
        {
            config.ServiceURL = address.Endpoint;
        }

        _client = credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    /// <inheritdoc/>
    public string Description => _address.ToString();

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSnapshot>> ListAsync(string prefix, CancellationToken cancellationToken) => Guarded<IReadOnlyList<StoredSnapshot>>(
        async () =>
        {
            var found = new List<StoredSnapshot>();
            var request = new ListObjectsV2Request { BucketName = _address.Bucket, Prefix = _address.Prefix + prefix };
            ListObjectsV2Response page;
            do
            {
                page = await _client.ListObjectsV2Async(request, cancellationToken);
                found.AddRange((page.S3Objects ?? []).Select(entry => new StoredSnapshot(entry.Key[_address.Prefix.Length..], entry.Size ?? 0)));
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (page.IsTruncated == true && page.NextContinuationToken is not null);

            return [.. found.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task WriteAsync(string name, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(name, content, cancellationToken);
        }
        catch (SnapshotStoreException e) when (e.InnerException is not (AmazonServiceException { StatusCode: not 0 } or TimeoutException))
        {
            // Some services refuse a request by closing its connection before they have read it all, and the reason is lost with it. A question without content gets it.
            await ListAsync(name, cancellationToken);
            throw;
        }
    }

    private Task<PutObjectResponse> PutAsync(string name, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken) => Guarded(
        async () =>
        {
            await using var stream = new SegmentStream(content);
            // Unchunked: the whole content is hashed into the signature, and its length stands in the header.
            return await _client.PutObjectAsync(
                new PutObjectRequest { BucketName = _address.Bucket, Key = _address.Prefix + name, InputStream = stream, UseChunkEncoding = false, AutoCloseStream = false, ContentType = "application/octet-stream" },
                cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string name, long from, CancellationToken cancellationToken) => Guarded<Stream>(
        async () =>
        {
            var request = new GetObjectRequest { BucketName = _address.Bucket, Key = _address.Prefix + name };
            if (from > 0)
            {
                request.ByteRange = new ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={from}-"));
            }

            var response = await _client.GetObjectAsync(request, cancellationToken);
            return new StoreStream(response.ResponseStream, Failure, _timeout);
        },
        cancellationToken,
        missing: name);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => Guarded(
        async () => await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _address.Bucket, Key = _address.Prefix + name }, cancellationToken),
        cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<T> Guarded<T>(Func<Task<T>> action, CancellationToken cancellationToken, string? missing = null)
    {
        try
        {
            return await action();
        }
        catch (AmazonS3Exception e) when (missing is not null && e is NoSuchKeyException or { ErrorCode: "NoSuchKey" })
        {
            throw new FileNotFoundException($"{missing} is not in {Description}", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            throw Failure(e);
        }
    }

    // Without request ids and the like: the same trouble must read the same each time.
    private SnapshotStoreException Failure(Exception e) => new($"{Description} {Problem(e)}", e);

    private string Problem(Exception e) => e switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => $"cannot be used: there is no bucket {_address.Bucket}",
        AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" } => "refuses the credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)",
        AmazonS3Exception { StatusCode: System.Net.HttpStatusCode.Forbidden } => "does not allow this with these credentials",
        AmazonS3Exception { StatusCode: not 0, ErrorCode: { Length: > 0 } code } s3 => $"answers {(int)s3.StatusCode} {code}",
        AmazonServiceException { StatusCode: not 0 } service => $"answers {(int)service.StatusCode}",
        AmazonClientException when e.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => "needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        TimeoutException or OperationCanceledException => "does not answer in time",
        _ when e.InnerException is TimeoutException or OperationCanceledException => "does not answer in time",
        _ => $"cannot be reached ({e.GetBaseException().Message.TrimEnd('.')})",
    };
}
