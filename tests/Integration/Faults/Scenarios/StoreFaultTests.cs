using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class StoreFaultTests(RealServers servers)
{
    private const string Bucket = "snapshots";
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

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

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("the S3 snapshot store answers slowly", "alarms go on")]
    [Fault("the S3 snapshot store resets connections, swallows requests, is gone; `kill -9` after each", "alarms go on and the condition shows; the output of an undisturbed run, each record once")]
    public async Task S3_SlowResetSilentGone_SameOutputAsUndisturbed()
    {
        await using var set = servers.NewSet("Breaking S3");
        var s3 = await set.StartS3Async(Bucket);
        var toxiproxy = await set.StartProxyAsync("s3", new Uri(s3["AWS_ENDPOINT_URL"]).Authority);
        using var proxy = new Proxy(toxiproxy["TOXIPROXY_URL"], "s3");
        var environment = s3.Where(pair => pair.Key.StartsWith("AWS_", StringComparison.Ordinal)).ToDictionary();
        environment["AWS_ENDPOINT_URL"] = $"http://{toxiproxy["TOXIPROXY_S3"]}";
        await using var run = await FaultRun.BeginAsync("s3", servers, new FaultRunOptions { Store = $"s3://{Bucket}/run", Environment = environment });
        await run.Watch.MoreAsync(records: 200);

        await proxy.SlowAsync(Slow);
        await run.Watch.MoreAsync(records: 500);
        await proxy.HealAsync();
        foreach (var fault in new[] { proxy.ResetAsync, proxy.SwallowAsync, (Func<Task>)proxy.CloseAsync })
        {
            await fault();
            await ShownAsync(run);
            await run.Watch.MoreAsync(records: 500);
            await proxy.HealAsync();
            await GoneAsync(run);
            await run.KillAsync(run.Newest);
            run.Launch();
            await run.Newest.OpenAsync();
            await run.Watch.MoreAsync(records: 100);
        }

        await run.FinishExactlyAsync();
    }

    private static Task ShownAsync(FaultRun run) => run.Newest.StatusAsync(status =>
        status.Conditions.Any(condition => condition.Contains("snapshot", StringComparison.OrdinalIgnoreCase)) ? null : "wanted a condition about snapshots");

    private static Task GoneAsync(FaultRun run) => run.Newest.StatusAsync(status => status.Conditions.Count == 0 ? null : "wanted no condition");
}
