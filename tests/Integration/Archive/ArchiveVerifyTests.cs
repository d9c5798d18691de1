using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Readings;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.TestKit;
using Xunit;

namespace GridFlow.Integration.Archive;

/// <summary><c>gridflow archive verify</c>, the program itself, over a folder and over S3.</summary>
public sealed class ArchiveVerifyTests(RealServers servers) : IDisposable
{
    private const long Midnight = 1_767_225_600_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-verify-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 120_000)]
    [InlineData("minio")]
    [InlineData("versitygw")]
    public async Task Verify_S3_ReadsItByTheStandardVariables(string kind)
    {
        await using var set = servers.NewSet("An S3 service");
        var service = await set.StartS3Async(kind);
        using (var target = service.Archive())
        {
            foreach (var file in await FilesAsync())
            {
                await target.PutAsync(file, Stop);
            }
        }

        string[] place = ["--Archive:Target=s3", $"--Archive:Bucket=s3://{S3Service.Bucket}/some/archive"];
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = service.Endpoint,
            ["AWS_ACCESS_KEY_ID"] = service.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = service.SecretKey,
        };
        var whole = (await RunAsync([.. place, "--deep"], environment)).Succeeded();
        Assert.Contains("nothing is missing, double or damaged, 4 files, 5,000 rows", whole.Text, StringComparison.Ordinal);

        await set.DoAsync("kill", "s3");
        var away = await RunAsync(place, environment);
        Assert.Equal(1, away.ExitCode);
        Assert.All([service.Endpoint, "cannot be reached", "--Archive:Endpoint="], part => Assert.Contains(part, away.Error, StringComparison.Ordinal));
        Assert.DoesNotContain(service.SecretKey, whole.All + away.All, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Verify_FolderWithFaults_ListsThemAllAndExitsWith1()
    {
        var root = Path.Combine(_folder, "archive");
        using var target = new DirectoryArchiveTarget(root, TimeProvider.System);
        var files = await FilesAsync();
        files.AddRange(await ArchiveSample.RollAsync(_folder, 0, 3_000, 4_500, Rows(0, 3_000, 1_200)));
        files.AddRange(await ArchiveSample.RollAsync(_folder, 0, 4_000, 5_000, Rows(0, 4_001, 900)));
        foreach (var file in files)
        {
            await target.PutAsync(file, Stop);
        }

        File.Delete(Path.Combine(root, files[0].Name));
        var cut = Path.Combine(root, files[2].Name);
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(cut, Stop))[..^7], Stop);

        var result = await RunAsync(["--Archive:Target=directory", $"--Archive:Directory={root}"]);
        Assert.Equal(1, result.ExitCode);
        Assert.All(
            ["has 1 of 2 files", $"{files[2].Name}: it has no end", "offsets 2000 to 3000 are in no roll", "overlap", "offsets 4000 to 4500 are in two rolls"],
            part => Assert.Contains(part, result.Text, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task Verify_BadSettings_ListsAllFaults()
    {
        var result = await RunAsync(["--Archive:Target=s3", "--Archive:MaxOpenDays=1", "--Archive:Bukket=x"]);
        Assert.Equal(78, result.ExitCode);
        Assert.All(["Archive:MaxOpenDays", "Archive:Bukket", "did you mean Archive:Bucket?"], part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
        var bucket = await RunAsync(["--Archive:Target=s3"]);
        Assert.Equal(78, bucket.ExitCode);
        Assert.Contains("must name a bucket", bucket.Error, StringComparison.Ordinal);
    }

    private static Task<CommandResult> RunAsync(IEnumerable<string> arguments, Dictionary<string, string>? environment = null) =>
        Command.RunAsync(ProgramPaths.Host, [ProgramPaths.GridFlow, "archive", "verify", .. arguments], environment);

    private async Task<List<ArchiveFile>> FilesAsync() =>
    [
        .. await ArchiveSample.RollAsync(_folder, 0, 0, 2_000, Rows(0, 0, 2_000, perDay: 1_000)),
        .. await ArchiveSample.RollAsync(_folder, 0, 2_000, 3_000, Rows(0, 2_000, 1_000)),
        .. await ArchiveSample.RollAsync(_folder, 1, 70, 2_070, Rows(1, 70, 2_000)),
    ];

    private static List<ArchivedRow> Rows(int partition, long first, int count, int perDay = int.MaxValue) =>
    [
        .. Enumerable.Range(0, count).Select(n => new ArchivedRow(
            first + n, new SensorReading($"M-{n % 90:D3}", Midnight + (n / perDay * 86_400_000L) + n, 230, 5, 20, MeterStatus.Ok, null), partition)),
    ];
}
