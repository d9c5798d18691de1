using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using GridFlow.Storage;

namespace GridFlow.Sinks.Archive.Targets;

/// <summary>The archive as objects in a bucket of any S3 service: one PUT each, checked by the service and then by asking it what it has.</summary>
internal sealed class S3ArchiveTarget : IArchiveTarget
{
    /// <summary>What its settings are called.</summary>
    public static readonly S3SettingNames Settings = new("Archive:Bucket", "Archive:Endpoint", "Archive:Region or AWS_REGION");

    private const string ChecksumKey = "x-amz-meta-gridflow-sha256";
    private const string ProbeName = ".gridflow-check";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private readonly S3Connection _s3;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <param name="address">Where.</param>
    /// <param name="time">Measures silence.</param>
    /// <param name="timeout">Longest silence in a request. Default 60 s. An upload may take as long as it moves.</param>
    /// <param name="credentials">Default: the standard chain, <c>AWS_ACCESS_KEY_ID</c> and <c>AWS_SECRET_ACCESS_KEY</c> first.</param>
    public S3ArchiveTarget(S3Address address, TimeProvider time, TimeSpan? timeout = null, AWSCredentials? credentials = null)
    {
        _time = time;
        _timeout = timeout ?? DefaultTimeout;
        _s3 = new S3Connection(address, Settings, timeout: null, credentials, (message, e) => new ArchiveTargetException(message, e));
    }

    /// <inheritdoc/>
    public string Description => _s3.Address.ToString();

    /// <inheritdoc/>
    public async Task PutAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        await using var content = await SpooledContent.OpenAsync(file, cancellationToken);
        await RunAsync(
            async limit =>
            {
                await using var watched = new WatchedStream(content, limit.Touch);
                var request = new PutObjectRequest { Key = Key(file.Name), InputStream = watched, ContentType = "application/vnd.apache.parquet", ChecksumSHA256 = Base64(file.ChecksumHex) };
                request.Metadata[ChecksumKey] = file.ChecksumHex;
                await _s3.PutAsync(request, limit.Token);
                limit.Touch();
                await VerifyAsync(file, limit.Token);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredFile>> ListAsync(string prefix, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<StoredFile>>(
        async limit =>
        [
            .. (await _s3.ListAsync(prefix, limit.Token)).Select(entry => new StoredFile(entry.Name, entry.Bytes)).OrderBy(entry => entry.Name, StringComparer.Ordinal),
        ],
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Nothing is asked before the first read, which then tells that there is no such file.</remarks>
    public Task<Stream> OpenAsync(string name, long bytes, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new RangeStream(bytes, (from, count, stop) => FetchAsync(name, from, count, stop)));

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => RunAsync(
        async limit =>
        {
            using var content = new MemoryStream([1]);
            await _s3.PutAsync(new PutObjectRequest { Key = Key(ProbeName), InputStream = content }, limit.Token);
            try
            {
                await _s3.Client.DeleteObjectAsync(_s3.Address.Bucket, Key(ProbeName), limit.Token);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == System.Net.HttpStatusCode.Forbidden)
            {
                // An archive that may only grow is a good one; the probe stays and is replaced by the next.
            }

            return true;
        },
        cancellationToken);

    public void Dispose() => _s3.Dispose();

    private static string Base64(string hex) => Convert.ToBase64String(Convert.FromHexString(hex));

    private string Key(string name) => _s3.Address.Prefix + name;

    private async Task VerifyAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        var stored = await _s3.Client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = _s3.Address.Bucket, Key = Key(file.Name), ChecksumMode = ChecksumMode.ENABLED }, cancellationToken);
        // Not every service keeps the checksum; all verify the SHA-256 in the request's signature.
        if (stored.ContentLength != file.Bytes
            || stored.Metadata[ChecksumKey] != file.ChecksumHex
            || (stored.ChecksumSHA256 is { Length: > 0 } sum && sum != Base64(file.ChecksumHex)))
        {
            throw new ArchiveTargetException($"{Description} has something else under {file.Name} than was sent: {stored.ContentLength} bytes, {file.Bytes} were sent");
        }
    }

    private Task<byte[]> FetchAsync(string name, long from, int count, CancellationToken cancellationToken) => RunAsync(
        async limit =>
        {
            using var response = await _s3.Client.GetObjectAsync(
                new GetObjectRequest { BucketName = _s3.Address.Bucket, Key = Key(name), ByteRange = new ByteRange(from, from + count - 1) }, limit.Token);
            using var content = new MemoryStream(count);
            var buffer = new byte[Math.Min(count, 1 << 16)];
            for (int read; (read = await response.ResponseStream.ReadAsync(buffer, limit.Token)) > 0; limit.Touch())
            {
                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        },
        cancellationToken,
        missing: name);

    private async Task<T> RunAsync<T>(Func<IdleLimit, Task<T>> action, CancellationToken cancellationToken, string? missing = null)
    {
        using var limit = new IdleLimit(_timeout, _time, cancellationToken);
        return await _s3.RunAsync(() => action(limit), cancellationToken, missing);
    }
}
