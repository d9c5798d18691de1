using GridFlow.Integration.Archive;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

/// <summary>What happens to the archive, and to nothing else, when its S3 service is broken.</summary>
public sealed class ArchiveFaultTests(RealServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("the archive's S3 service hangs, answers 500, resets connections, is gone; an orderly stop or `kill -9` meanwhile, with finished files waiting", "alarms go on and the condition shows; every reading in the archive, once, when it is back")]
    public async Task S3_SilentFailingResetGone_AlarmsGoOnAndNothingIsMissing()
    {
        await using var set = servers.NewSet("Breaking S3");
        var s3 = await set.StartS3Async("minio");
        using var proxy = await set.StartProxyAsync(new Uri(s3.Endpoint));
        await using var failing = new FailingServer();
        await using var run = await FaultRun.BeginAsync("archive-s3", servers, Options(s3, proxy));
        await run.Watch.MoreAsync(records: 200);
        var faults = new Func<Task>[]
        {
            () => proxy.EnableAsync(false),
            () => proxy.RouteAsync(failing.Address),
            () => proxy.AddAsync("reset_peer", new { timeout = 0 }),
            () => proxy.AddAsync("timeout", new { timeout = 0 }),
        };
        var stops = 0;
        foreach (var fault in faults)
        {
            await fault();
            await ShownAsync(run, "finished files wait in the spool");
            // Several rolls of each partition wait by then.
            await Until.ThereAsync(async () => await run.MetricAsync("gridflow_archive_spooled_rows", "") is var rows && rows > 25_000 ? null : $"wanted more in the spool; now {rows}", Patience);
            await run.Watch.MoreAsync(records: 100);
            if (stops++ % 2 == 0)
            {
                Assert.Equal(0, await run.Newest.TerminateAsync());
            }
            else
            {
                await run.KillAsync(run.Newest);
            }

            run.Launch();
            await run.Newest.OpenAsync();
            await run.Watch.MoreAsync(records: 100);
            await proxy.ResetAsync();
            await proxy.RouteAsync(new Uri(s3.Endpoint).Authority);
            await GoneAsync(run);
        }

        await run.FinishExactlyAsync();
    }

    [Fact(Timeout = 300_000)]
    [Trait("Speed", "slow")]
    [Fault("the archive's S3 service is gone until the disk budget of the spool is used up", "the archive reads no more, alarms go on; every reading in the archive, once, when it is back")]
    public async Task Spool_BudgetUsedUp_ArchiveWaitsAlarmsGoOn()
    {
        await using var set = servers.NewSet("Breaking S3");
        var s3 = await set.StartS3Async("versitygw");
        using var proxy = await set.StartProxyAsync(new Uri(s3.Endpoint));
        var options = Options(s3, proxy, "--Archive:SpoolBudgetBytes=1000000", "--Archive:RollBytes=100000");
        await using var run = await FaultRun.BeginAsync("archive-budget", servers, options);
        await proxy.EnableAsync(false);

        await ShownAsync(run, "the spool is full");
        await run.Watch.MoreAsync(records: 1_000);
        await ShownAsync(run, "the spool is full");
        await proxy.EnableAsync(true);
        await GoneAsync(run);

        await run.FinishExactlyAsync();
    }

    private static FaultRunOptions Options(S3Service s3, ToxicProxy proxy, params string[] more) => new()
    {
        Archive = true,
        FetchArchive = folder => ArchiveCopy.ToAsync(s3.Archive(), folder),
        Arguments = ["--Archive:Target=s3", $"--Archive:Bucket=s3://{S3Service.Bucket}/some/archive", $"--Archive:Endpoint={proxy.Address}", .. more],
        Environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = s3.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = s3.SecretKey,
            ["AWS_REGION"] = "us-east-1",
        },
    };

    private static Task ShownAsync(FaultRun run, string condition) => run.Newest.StatusAsync(
        status => status.Conditions.Any(c => c.Contains(condition, StringComparison.Ordinal)) ? null : $"wanted a condition: {condition}", Patience);

    private static Task GoneAsync(FaultRun run) => run.Newest.StatusAsync(status => status.Conditions.Count == 0 ? null : "wanted no condition", Patience);
}
