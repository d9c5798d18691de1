using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace GridFlow.Storage;

/// <summary>A client of an S3 service, set up so that any service takes it, whose errors are sentences.</summary>
internal sealed class S3Connection : IDisposable
{
    private const int Retries = 2;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly S3SettingNames _settings;
    private readonly Func<string, Exception, Exception> _failure;

    /// <param name="address">Where.</param>
    /// <param name="settings">What the settings are called.</param>
    /// <param name="timeout">For one try of a request; a request is tried three times. Null for no limit: the caller watches over it.</param>
    /// <param name="credentials">Null: the standard chain, <c>AWS_ACCESS_KEY_ID</c> and <c>AWS_SECRET_ACCESS_KEY</c> first.</param>
    /// <param name="failure">Makes the exception that callers expect, of a message and the cause.</param>
    public S3Connection(S3Address address, S3SettingNames settings, TimeSpan? timeout, AWSCredentials? credentials, Func<string, Exception, Exception> failure)
    {
        Address = address;
        _settings = settings;
        _failure = failure;
        var config = new AmazonS3Config
        {
            ForcePathStyle = true,
            Timeout = timeout ?? Timeout.InfiniteTimeSpan,
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

        Client = credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    /// <summary>Where.</summary>
    public S3Address Address { get; }

    /// <summary>The client.</summary>
    public AmazonS3Client Client { get; }

    /// <summary>Makes requests.</summary>
    /// <param name="action">The requests.</param>
    /// <param name="cancellationToken">Ends them.</param>
    /// <param name="missing">What is not there when the service answers that there is no such key; null when that cannot be.</param>
    /// <exception cref="FileNotFoundException"><paramref name="missing"/> is not there.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken, string? missing = null)
    {
        try
        {
            return await action();
        }
        catch (AmazonS3Exception e) when (missing is not null && e is NoSuchKeyException or { ErrorCode: "NoSuchKey" })
        {
            throw new FileNotFoundException($"{missing} is not in {Address}", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && S3Problem.Is(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Stores one object in one request, of any size that one request may have.</summary>
    public async Task PutAsync(PutObjectRequest request, CancellationToken cancellationToken)
    {
        // Unchunked: the whole content is hashed into the signature, and its length stands in the header.
        (request.BucketName, request.UseChunkEncoding, request.AutoCloseStream) = (Address.Bucket, false, false);
        try
        {
            await Client.PutObjectAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is not AmazonServiceException { StatusCode: not 0 } && !IsTimeout(e) && !cancellationToken.IsCancellationRequested && S3Problem.Is(e))
        {
            // Some services refuse a request by closing its connection before they have read it all, and the reason is lost with it. A question without content gets it.
            await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Address.Bucket, Prefix = request.Key, MaxKeys = 1 }, cancellationToken);
            throw;
        }
    }

    /// <summary>All objects whose keys begin with the address' prefix and this one, without the address' prefix.</summary>
    public async Task<List<(string Name, long Bytes)>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = new List<(string, long)>();
        var request = new ListObjectsV2Request { BucketName = Address.Bucket, Prefix = Address.Prefix + prefix };
        ListObjectsV2Response page;
        do
        {
            page = await Client.ListObjectsV2Async(request, cancellationToken);
            found.AddRange((page.S3Objects ?? []).Select(entry => (entry.Key[Address.Prefix.Length..], entry.Size ?? 0)));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true && page.NextContinuationToken is not null);

        return found;
    }

    /// <summary>The exception for what went wrong.</summary>
    public Exception Failure(Exception e) => _failure($"{Address} {S3Problem.Of(e, Address, _settings, ClockOffset())}", e);

    public void Dispose() => Client.Dispose();

    private static bool IsTimeout(Exception e) => e is TimeoutException or OperationCanceledException || e.InnerException is TimeoutException or OperationCanceledException;

    // The client learns it from the dates of answers, and keeps it under the address that requests of the path style go to.
    private TimeSpan ClockOffset()
    {
        var service = new Uri(Address.Endpoint ?? $"https://s3.{Address.Region}.amazonaws.com");
        return CorrectClockSkew.GetClockCorrectionForEndpoint(new Uri(service, $"{Address.Bucket}/").ToString());
    }
}
