using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.Storage;
using Xunit;

namespace GridFlow.Integration.Archive;

/// <summary>The archive in S3 services that are well, slow, hang, break connections, refuse and go away.</summary>
public sealed class ArchiveTargetTests(RealServers servers) : IDisposable
{
    private const int FileBytes = 3_000_000;
    private static readonly TimeSpan GivesUpWithin = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-target-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 120_000)]
    [InlineData("minio")]
    [InlineData("versitygw")]
    public async Task Target_RealService_KeepsWhatItIsGiven(string kind)
    {
        await using var set = servers.NewSet("An S3 service");
        using var target = (await set.StartS3Async(kind)).Archive();
        await target.CheckAsync(Stop);
        var (first, other) = (Spool(seed: 1), Spool(seed: 2, day: 3));

        await target.PutAsync(first, Stop);
        await target.PutAsync(other, Stop);
        await target.PutAsync(first, Stop);
        Assert.Equal([new StoredFile(first.Name, FileBytes), new StoredFile(other.Name, FileBytes)], await target.ListAsync(ArchiveName.Root, Stop));
        Assert.Equal([new StoredFile(other.Name, FileBytes)], await target.ListAsync(ArchiveName.Prefix(new DateOnly(2026, 1, 3)), Stop));

        var bytes = await File.ReadAllBytesAsync(first.Path, Stop);
        await using var content = await target.OpenAsync(first.Name, first.Bytes, Stop);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, Stop);
        Assert.Equal(bytes, copy.ToArray());
        content.Seek(-1_000, SeekOrigin.End);
        var tail = new byte[1_000];
        await content.ReadExactlyAsync(tail, Stop);
        Assert.Equal(bytes[^1_000..], tail);

        await using var missing = await target.OpenAsync("readings/nothing", 100, Stop);
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await missing.ReadExactlyAsync(new byte[1], Stop));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("minio")]
    [InlineData("versitygw")]
    public async Task Target_WrongBucketOrCredentials_SaysWhich(string kind)
    {
        await using var set = servers.NewSet("An S3 service");
        var service = await set.StartS3Async(kind);
        using var noBucket = service.Archive(bucket: "no-such-bucket");
        using var wrongSecret = service.Archive(secret: "not-the-secret");
        using var wrongKey = service.Archive(key: "nobody");
        var file = Spool(seed: 1);

        await SaysAsync("there is no bucket no-such-bucket (Archive:Bucket)", () => noBucket.PutAsync(file, Stop), () => noBucket.CheckAsync(Stop), () => noBucket.ListAsync("", Stop));
        foreach (var wrong in new[] { wrongSecret, wrongKey })
        {
            await SaysAsync("refuses the credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)", () => wrong.PutAsync(file, Stop), () => wrong.CheckAsync(Stop), () => wrong.ListAsync("", Stop));
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Put_SlowLine_MayTakeLongerThanTheLimitOfSilence()
    {
        await using var set = servers.NewSet("A slow S3 service");
        var service = await set.StartS3Async("minio");
        using var proxy = await set.StartProxyAsync(new Uri(service.Endpoint));
        using var target = service.Archive(proxy.Address);
        // 32 MB at 8 MB/s: twice the two seconds of silence that end it, and far more than what waits in sockets when the last byte has been read.
        await proxy.AddAsync("bandwidth", new { rate = 8_000 }, "upstream");
        var began = Stopwatch.StartNew();
        await target.PutAsync(Spool(seed: 1, bytes: 32_000_000), Stop);
        Assert.True(began.Elapsed > TimeSpan.FromSeconds(2.5), $"took only {began.Elapsed}: the line was not slow");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("reset_peer", "cannot be reached")]
    [InlineData("timeout", "does not answer in time")]
    public async Task Target_ServiceBreaksOrHangs_FailsInTimeAndWorksAgain(string toxic, string problem)
    {
        await using var set = servers.NewSet("A broken S3 service");
        var service = await set.StartS3Async("minio");
        using var proxy = await set.StartProxyAsync(new Uri(service.Endpoint));
        using var target = service.Archive(proxy.Address);
        var file = Spool(seed: 1);
        await target.PutAsync(file, Stop);
        await proxy.AddAsync(toxic, new { timeout = 0 });

        var began = Stopwatch.StartNew();
        await SaysAsync(problem, () => target.PutAsync(file, Stop), () => target.CheckAsync(Stop), () => target.ListAsync("", Stop));
        Assert.True(began.Elapsed < 3 * GivesUpWithin, $"took {began.Elapsed}");
        await proxy.ResetAsync();
        await target.PutAsync(file, Stop);
        await proxy.EnableAsync(false);
        await SaysAsync("cannot be reached", () => target.PutAsync(file, Stop));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("minio")]
    [InlineData("versitygw")]
    public async Task Put_CutHalfWay_LeavesNoFile(string kind)
    {
        await using var set = servers.NewSet("An S3 service that is cut off");
        var service = await set.StartS3Async(kind);
        using var proxy = await set.StartProxyAsync(new Uri(service.Endpoint));
        using var target = service.Archive(proxy.Address);
        using var direct = service.Archive();
        var (there, cut) = (Spool(seed: 1), Spool(seed: 2, day: 3));
        await direct.PutAsync(there, Stop);
        await proxy.AddAsync("limit_data", new { bytes = FileBytes / 2 }, "upstream");

        await Assert.ThrowsAsync<ArchiveTargetException>(() => target.PutAsync(cut, Stop));
        Assert.Equal([new StoredFile(there.Name, FileBytes)], await direct.ListAsync(ArchiveName.Root, Stop));

        await proxy.ResetAsync();
        await target.PutAsync(cut, Stop);
        Assert.Equal(2, (await direct.ListAsync(ArchiveName.Root, Stop)).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task Put_ContentThatIsNotWhatItSays_IsRefused()
    {
        await using var set = servers.NewSet("An S3 service");
        using var target = (await set.StartS3Async("minio")).Archive();
        var file = Spool(seed: 1);
        await Assert.ThrowsAsync<InvalidDataException>(() => target.PutAsync(file with { ChecksumHex = new string('0', 64) }, Stop));
        Assert.Empty(await target.ListAsync("", Stop));
    }

    [Fact(Timeout = 120_000)]
    public async Task Check_ClockOff_SaysHowFar()
    {
        const string Body = "<Error><Code>RequestTimeTooSkewed</Code><Message>too large</Message></Error>";
        var serverTime = TimeProvider.System.GetUtcNow().AddMinutes(42).ToString("r", CultureInfo.InvariantCulture);
        await using var server = new FailingServer(
            $"HTTP/1.1 403 Forbidden\r\nDate: {serverTime}\r\nContent-Type: application/xml\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");
        using var target = new S3ArchiveTarget(
            new S3Address("grid", "", $"http://{server.Address}", "us-east-1"), TimeProvider.System, TimeSpan.FromSeconds(20), new Amazon.Runtime.BasicAWSCredentials("a", "b"));
        await SaysAsync("this machine's clock: it is 42 minutes behind the service's", () => target.ListAsync("", Stop));
    }

    private static async Task SaysAsync(string problem, params Func<Task>[] calls)
    {
        foreach (var call in calls)
        {
            var message = (await Assert.ThrowsAsync<ArchiveTargetException>(call)).Message;
            Assert.True(message.Contains(problem, StringComparison.Ordinal), $"\"{message}\" does not say \"{problem}\"");
            Assert.DoesNotContain("not-the-secret", message, StringComparison.Ordinal);
        }
    }

    private ArchiveFile Spool(int seed, int day = 2, int bytes = FileBytes)
    {
        var content = new byte[bytes];
        new Random(seed).NextBytes(content);
        var path = Path.Combine(_folder, $"{seed}.parquet");
        File.WriteAllBytes(path, content);
        var name = new ArchiveName("sensor-readings", 0, new DateOnly(2026, 1, day), seed).ToString();
        return new ArchiveFile(path, name, bytes, Convert.ToHexStringLower(SHA256.HashData(content)), new ArchiveFileInfo("sensor-readings", 0, seed, seed, 1, 1, "0", seed, seed + 1, 0, 1));
    }
}
