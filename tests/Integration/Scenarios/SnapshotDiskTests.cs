using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Stores;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Snapshots;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>Snapshots on a disk that is full: a small file system in memory, which only root may mount.</summary>
public sealed class SnapshotDiskTests
{
    [Fact(Timeout = 60_000)]
    public async Task Writer_DiskFull_SaysSoLeavesNothingAndGoesOnWhenThereIsRoom()
    {
        var folder = Directory.CreateTempSubdirectory("gridflow-small-disk-").FullName;
        Assert.SkipWhen(
            (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder])).ExitCode != 0,
            "a small file system cannot be mounted: needs root");
        try
        {
            using var store = new DirectorySnapshotStore(folder, TimeProvider.System);
            var conditions = new ConditionBoard(NullLogger.Instance);
            await using var writer = new SnapshotWriter(store, kept: 2, conditions, TimeProvider.System);
            Assert.True((await SnapshotMaker.WriteAsync(writer, offset: 10)).Stored);

            var result = await SnapshotMaker.WriteAsync(writer, offset: 20, bytes: 2_000_000);
            Assert.False(result.Stored);
            Assert.Contains("is full: no space left", result.Failure, StringComparison.Ordinal);
            Assert.Contains("is full: no space left", Assert.Single(conditions.Sentences), StringComparison.Ordinal);
            Assert.Single(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));

            Assert.True((await SnapshotMaker.WriteAsync(writer, offset: 30)).Stored);
            Assert.Empty(conditions.Sentences);
        }
        finally
        {
            (await Command.RunAsync("umount", [folder])).Succeeded();
            Directory.Delete(folder);
        }
    }
}
