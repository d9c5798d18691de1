using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class StoreFaultTests(RealServers servers)
{
    private const int SlowMs = 3_000;

    // A request that was swallowed is given up by its client after a minute.
    private static readonly TimeSpan StorePatience = TimeSpan.FromMinutes(3);

    [Fact(Timeout = 300_000)]
    [Trait("Speed", "slow")]
    [Fault("the disk of the snapshot store is full, `kill -9` meanwhile", "alarms go on and the condition shows; snapshots again when there is room; the output of an undisturbed run, each record once")]
    public async Task DiskFull_KilledMeanwhile_SameOutputAsUndisturbed()
    {
        await using var disk = await SmallDisk.MountAsync();
        await using var run = await FaultRun.BeginAsync("disk-full", servers, new FaultRunOptions { Store = disk.Path });
        await new SnapshotFolder(disk.Path).FilledAsync(partitions: 4, each: 2);

        disk.Fill();
        await ShownAsync(run);
        await run.Watch.MoreAsync(records: 500);
        await run.KillAsync(run.Newest);
        run.Launch();
        await run.Newest.OpenAsync();
        await run.Watch.MoreAsync(records: 100);
        disk.Fill();
        await ShownAsync(run);
        disk.Clear();
        await GoneAsync(run);

        await run.FinishExactlyAsync();
    }

    [Fact(Timeout = 600_000)]
    [Trait("Speed", "slow")]
    [Fault("the S3 snapshot store answers slowly, or takes requests and answers nothing; `kill -9`", "alarms go on; the output of an undisturbed run, each record once")]
    [Fault("the S3 snapshot store answers 500, resets connections, is gone; `kill -9` after each", "alarms go on and the condition shows; the output of an undisturbed run, each record once")]
    public async Task S3_SlowSilentFailingResetGone_SameOutputAsUndisturbed()
    {
        await using var set = servers.NewSet("Breaking S3");
        var s3 = await set.StartS3Async("minio");
        using var proxy = await set.StartProxyAsync(new Uri(s3.Endpoint));
        var options = new FaultRunOptions
        {
            Store = $"s3://{S3Service.Bucket}/run",
            Environment = new Dictionary<string, string>
            {
                ["AWS_ENDPOINT_URL"] = proxy.Address.ToString(),
                ["AWS_ACCESS_KEY_ID"] = s3.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = s3.SecretKey,
                ["AWS_REGION"] = "us-east-1",
            },
        };
        await using var run = await FaultRun.BeginAsync("s3", servers, options);
        await run.Watch.MoreAsync(records: 200);

        await proxy.AddAsync("latency", new { latency = SlowMs });
        await run.Watch.MoreAsync(records: 500);
        // Begins anew also because a slow store makes snapshots rare.
        await BackAsync(run, proxy);
        await using var failing = new FailingServer();
        var faults = new Func<Task>[]
        {
            () => proxy.AddAsync("timeout", new { timeout = 0 }),
            () => proxy.RouteAsync(failing.Address),
            () => proxy.AddAsync("reset_peer", new { timeout = 0 }),
            () => proxy.EnableAsync(false),
        };
        foreach (var fault in faults)
        {
            await fault();
            await ShownAsync(run);
            await run.Watch.MoreAsync(records: 500);
            await proxy.RouteAsync(new Uri(s3.Endpoint).Authority);
            await BackAsync(run, proxy);
        }

        Assert.True(failing.Answered > 0);

        await run.FinishExactlyAsync();
    }

    /// <summary>All is well with the store again, and the instance dies.</summary>
    private static async Task BackAsync(FaultRun run, ToxicProxy proxy)
    {
        await proxy.ResetAsync();
        await GoneAsync(run);
        await run.KillAsync(run.Newest);
        run.Launch();
        await run.Newest.OpenAsync();
        await run.Watch.MoreAsync(records: 100);
    }

    private static Task ShownAsync(FaultRun run) => run.Newest.StatusAsync(status =>
        status.Conditions.Any(condition => condition.Contains("snapshot", StringComparison.OrdinalIgnoreCase)) ? null : "wanted a condition about snapshots", StorePatience);

    private static Task GoneAsync(FaultRun run) => run.Newest.StatusAsync(status => status.Conditions.Count == 0 ? null : "wanted no condition", StorePatience);
}
