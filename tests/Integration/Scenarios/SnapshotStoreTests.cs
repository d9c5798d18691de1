using System.Diagnostics;
using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Format;
using GridFlow.Checkpoints.Stores;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Snapshots;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>Snapshots in S3 services that are well, slow, hang, break connections and go away.</summary>
public sealed class SnapshotStoreTests(RealServers servers)
{
    // Three tries of two seconds, the pauses between them, and a busy machine.
    private static readonly TimeSpan GivesUpWithin = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData("minio")]
    [InlineData("versitygw")]
    public async Task Store_RealService_KeepsWhatItIsGiven(string kind)
    {
        await using var set = servers.NewSet("An S3 service");
        using var store = (await set.StartS3Async(kind)).Store();
        var name = new SnapshotName("grün & 100%/x+y", "sensor-readings", 7, 42).ToString();
        var (first, second) = (Pieces(seed: 1), Pieces(seed: 2));

        await store.WriteAsync(name, first, Stop);
        Assert.Equal(Joined(first), await ReadAsync(store, name));
        await store.WriteAsync(name, second, Stop);
        Assert.Equal(Joined(second), await ReadAsync(store, name));
        Assert.Equal(Joined(second)[^32..], await ReadAsync(store, name, Joined(second).Length - 32));
        Assert.Equal([new StoredSnapshot(name, Joined(second).Length)], await store.ListAsync("", Stop));
        Assert.Equal([new StoredSnapshot(name, Joined(second).Length)], await store.ListAsync(SnapshotName.Prefix("grün & 100%/x+y", "sensor-readings", 7), Stop));
        Assert.Empty(await store.ListAsync("other/", Stop));
        await store.WriteAsync("empty", [], Stop);
        Assert.Empty(await ReadAsync(store, "empty"));

        await store.DeleteAsync(name, Stop);
        await store.DeleteAsync(name, Stop);
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenAsync(name, 0, Stop));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("minio")]
    [InlineData("versitygw")]
    public async Task Store_WrongBucketOrSecret_SaysWhich(string kind)
    {
        await using var set = servers.NewSet("An S3 service");
        var service = await set.StartS3Async(kind);
        using var noBucket = service.Store(bucket: "no-such-bucket");
        using var wrongSecret = service.Store(secret: "not-the-secret");

        var missing = await Assert.ThrowsAsync<SnapshotStoreException>(() => noBucket.WriteAsync("x", Pieces(1), Stop));
        Assert.Contains("there is no bucket no-such-bucket", missing.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<SnapshotStoreException>(() => wrongSecret.ListAsync("", Stop));
        Assert.Contains("refuses the credentials", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("minio")]
    [InlineData("versitygw")]
    public async Task List_MoreThanOnePage_IsComplete(string kind)
    {
        const int Count = 1_203;
        await using var set = servers.NewSet("An S3 service");
        using var store = (await set.StartS3Async(kind)).Store();
        var names = Enumerable.Range(0, Count).Select(n => new SnapshotName("g", "t", n % 3, n).ToString()).ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (name, stop) =>
            await store.WriteAsync(name, [new byte[] { 1 }], stop));

        Assert.Equal(names.Order(StringComparer.Ordinal), (await store.ListAsync("", Stop)).Select(entry => entry.Name));
        Assert.Equal(Count / 3, (await new SnapshotCatalog(store).ListAsync("g", "t", 1, Stop)).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task Store_SlowService_IsWaitedFor()
    {
        await using var set = servers.NewSet("A slow S3 service");
        var service = await set.StartS3Async("minio");
        using var proxy = await set.StartProxyAsync(new Uri(service.Endpoint));
        using var store = service.Store(proxy.Address);
        await proxy.AddAsync("latency", new { latency = 400, jitter = 200 });
        await proxy.AddAsync("bandwidth", new { rate = 4_000 }, "upstream");

        await store.WriteAsync("slow", Pieces(1), Stop);
        Assert.Equal(Joined(Pieces(1)), await ReadAsync(store, "slow"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("reset_peer", "cannot be reached")]
    [InlineData("timeout", "does not answer in time")]
    public async Task Store_ServiceBreaksOrHangs_FailsInTimeAndWorksAgain(string toxic, string problem)
    {
        await using var set = servers.NewSet("A broken S3 service");
        var service = await set.StartS3Async("minio");
        using var proxy = await set.StartProxyAsync(new Uri(service.Endpoint));
        using var store = service.Store(proxy.Address);
        await store.WriteAsync("x", Pieces(1), Stop);
        await proxy.AddAsync(toxic, new { timeout = 0 });

        var began = Stopwatch.StartNew();
        Func<Task>[] calls = [() => store.WriteAsync("x", Pieces(2), Stop), () => store.ListAsync("", Stop), () => store.OpenAsync("x", 0, Stop)];
        foreach (var call in calls)
        {
            Assert.Contains(problem, (await Assert.ThrowsAsync<SnapshotStoreException>(call)).Message, StringComparison.Ordinal);
        }

        Assert.True(began.Elapsed < calls.Length * GivesUpWithin, $"took {began.Elapsed}");
        await proxy.ResetAsync();
        await store.WriteAsync("x", Pieces(3), Stop);
        Assert.Equal(Joined(Pieces(3)), await ReadAsync(store, "x"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Read_ConnectionLostHalfWay_IsTheStoresFaultAndNotDamage()
    {
        await using var set = servers.NewSet("A broken S3 service");
        var service = await set.StartS3Async("minio");
        using var proxy = await set.StartProxyAsync(new Uri(service.Endpoint));
        using var direct = service.Store();
        var name = await SnapshotMaker.WriteAsync(direct, offset: 10, frames: 8);
        using var store = service.Store(proxy.Address);
        await proxy.AddAsync("limit_data", new { bytes = 400_000 });

        await Assert.ThrowsAsync<SnapshotStoreException>(() => RestoreAsync(store, name, _ => Task.CompletedTask));
    }

    [Fact(Timeout = 120_000)]
    public async Task Read_ServiceSilentHalfWay_IsTheStoresFaultAndNotDamage()
    {
        await using var set = servers.NewSet("An S3 service that freezes");
        var service = await set.StartS3Async("minio");
        using var store = service.Store();
        // Far more than what the sockets hold, so that most of it is still to come when the service freezes.
        var name = await SnapshotMaker.WriteAsync(store, offset: 10, frames: 200);

        // The service itself, not a proxy's toxic: toxiproxy adds none while the reader stands still, as it does here.
        await Assert.ThrowsAsync<SnapshotStoreException>(() => RestoreAsync(store, name, frames => frames == 1 ? set.DoAsync("pause", "s3") : Task.CompletedTask));
    }

    [Fact(Timeout = 120_000)]
    public async Task Writer_ServiceGoneAndBack_ShowsItAndGoesOn()
    {
        await using var set = servers.NewSet("An S3 service that goes away");
        var service = await set.StartS3Async("versitygw");
        using var proxy = await set.StartProxyAsync(new Uri(service.Endpoint));
        using var store = service.Store(proxy.Address);
        var conditions = new ConditionBoard(NullLogger.Instance);
        await using var writer = new SnapshotWriter(store, kept: 2, conditions, TimeProvider.System);
        Assert.True((await SnapshotMaker.WriteAsync(writer, offset: 10)).Stored);

        await proxy.EnableAsync(false);
        var failed = await SnapshotMaker.WriteAsync(writer, offset: 20);
        Assert.False(failed.Stored);
        Assert.Contains(proxy.Address.Authority, Assert.Single(conditions.Sentences), StringComparison.Ordinal);

        await proxy.EnableAsync(true);
        foreach (var offset in new long[] { 30, 40, 50 })
        {
            Assert.True((await SnapshotMaker.WriteAsync(writer, offset)).Stored);
        }

        Assert.Empty(conditions.Sentences);
        Assert.Equal([50L, 40L], (await new SnapshotCatalog(store).ListAllAsync(Stop)).Select(entry => entry.Name.Offset));
    }

    [Fact(Timeout = 120_000)]
    public async Task Commands_RealService_FindItByTheStandardVariables()
    {
        await using var set = servers.NewSet("An S3 service");
        var service = await set.StartS3Async("minio");
        using var store = service.Store();
        await SnapshotMaker.WriteAsync(store, offset: 10, frames: 3);
        await SnapshotMaker.WriteAsync(store, offset: 20, frames: 3);
        string[] options = [$"--Checkpoints:Store=s3://{S3Service.Bucket}/some/prefix"];
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = service.Endpoint,
            ["AWS_ACCESS_KEY_ID"] = service.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = service.SecretKey,
        };

        var list = (await Command.RunAsync(ProgramPaths.Host, [ProgramPaths.GridFlow, "checkpoint", "list", "--json", .. options], environment)).Succeeded();
        Assert.Contains("00000000000000000020.snapshot", list.Text, StringComparison.Ordinal);
        Assert.Contains("\"state_bytes\":600000", list.Text, StringComparison.Ordinal);
        var verify = (await Command.RunAsync(ProgramPaths.Host, [ProgramPaths.GridFlow, "checkpoint", "verify", .. options], environment)).Succeeded();
        Assert.Contains("2 checked, none damaged", verify.Text, StringComparison.Ordinal);

        await set.DoAsync("kill", "s3");
        var away = await Command.RunAsync(ProgramPaths.Host, [ProgramPaths.GridFlow, "checkpoint", "list", .. options], environment);
        Assert.Equal(1, away.ExitCode);
        Assert.All([service.Endpoint, "cannot be reached", "--Checkpoints:Store="], part => Assert.Contains(part, away.Error, StringComparison.Ordinal));
        Assert.DoesNotContain(service.SecretKey, list.All + verify.All + away.All, StringComparison.Ordinal);
    }

    private static async Task RestoreAsync(S3SnapshotStore store, SnapshotName name, Func<uint, Task> afterFrame)
    {
        var selection = SnapshotSelection.RestoreAsync(new SnapshotCatalog(store), SnapshotMaker.Query(name), Restore, Stop);
        await selection.WaitAsync(GivesUpWithin, Stop);

        async Task<bool> Restore(SnapshotReader reader, CancellationToken stop)
        {
            await foreach (var chunk in reader.ChunksAsync(stop))
            {
                chunk.Return();
                await afterFrame(reader.Frames);
            }

            return true;
        }
    }

    private static List<ReadOnlyMemory<byte>> Pieces(int seed) => [SnapshotMaker.Bytes(1_000_000, seed), SnapshotMaker.Bytes(500_001, seed + 100)];

    private static byte[] Joined(IReadOnlyList<ReadOnlyMemory<byte>> pieces) => [.. pieces.SelectMany(piece => piece.ToArray())];

    private static async Task<byte[]> ReadAsync(S3SnapshotStore store, string name, long from = 0)
    {
        await using var stream = await store.OpenAsync(name, from, Stop);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }
}
