using System.Diagnostics;
using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Stores;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Checkpoints;

/// <summary>A process that kills itself between any two steps of a snapshot leaves a store from which the next one starts.</summary>
public sealed class SnapshotKillTests : IDisposable
{
    private const string FolderVariable = "GRIDFLOW_TEST_KILL_FOLDER";
    private const int KilledBySignal9 = 128 + 9;
    private static readonly TimeSpan ChildLimit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(FaultPoints.SnapshotBegun, 20L, 1)]
    [InlineData(FaultPoints.SnapshotCompressed, 20L, 1)]
    [InlineData(FaultPoints.SnapshotWritten, 20L, 1)]
    [InlineData(FaultPoints.SnapshotSynced, 20L, 1)]
    [InlineData(FaultPoints.SnapshotStored, 30L, 2)]
    [InlineData(FaultPoints.SnapshotPruned, 30L, 2)]
    public async Task Killed_AtAnyPoint_NewestWholeSnapshotIsFound(string point, long newest, int stored)
    {
        using var store = new DirectorySnapshotStore(_folder, TimeProvider.System);
        await WriteAsync(store, 20);

        Assert.Equal(KilledBySignal9, await RunChildAsync(point));

        var catalog = new SnapshotCatalog(store);
        var selection = await SnapshotSelection.RestoreAsync(catalog, Query, SnapshotSample.ChunksAsync, CancellationToken.None);
        Assert.Equal(newest, selection.Header!.Offset);
        Assert.Equal([SnapshotSample.Rows(5000, (int)newest)], selection.State!);
        Assert.Empty(selection.Skipped);
        Assert.Equal(stored, (await catalog.ListAllAsync(CancellationToken.None)).Count);
        Assert.True((await WriteAsync(store, 40)).Stored);
    }

    [Fact(Explicit = true)]
    public async Task Child_WithAFaultPoint_WritesASnapshotAndDies()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.True(folder is not null, "is run by the other test, in a process of its own");
        using var store = new DirectorySnapshotStore(folder, TimeProvider.System);
        await WriteAsync(store, 30);
        Assert.Fail("is still alive");
    }

    private static SnapshotQuery Query => new("gridflow", "sensor-readings", 3, 1000, SnapshotSample.Header.TopicId, SnapshotSample.Header.Settings);

    private static async Task<SnapshotResult> WriteAsync(DirectorySnapshotStore store, long offset)
    {
        await using var writer = new SnapshotWriter(store, kept: 2, new ConditionBoard(NullLogger.Instance), TimeProvider.System);
        var done = new TaskCompletionSource<SnapshotResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = writer.Begin(SnapshotSample.Header with { Offset = offset }, done.SetResult);
        sink.Add(SnapshotSample.Chunk(SnapshotSample.Rows(5000, (int)offset)));
        sink.Complete();
        return await done.Task;
    }

    private async Task<int> RunChildAsync(string point)
    {
        var child = $"{typeof(SnapshotKillTests).FullName}.{nameof(Child_WithAFaultPoint_WritesASnapshotAndDies)}";
        var start = new ProcessStartInfo("dotnet", [typeof(SnapshotKillTests).Assembly.Location, "-explicit", "only", "-method", child])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [FolderVariable] = _folder, [FaultPoints.Variable] = point },
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(ChildLimit);
        try
        {
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        finally
        {
            process.Kill();
        }
    }
}
