using GridFlow.Integration.Programs;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Integration.Control;

/// <summary>Looks at all instances of a group at once.</summary>
internal static class PausedGroup
{
    /// <summary>Partitions of all instances; each must have one owner.</summary>
    public static async Task<IReadOnlyList<PartitionStatus>> PartitionsAsync(params GridFlowProcess[] instances)
    {
        var partitions = (await StatusesAsync(instances)).SelectMany(status => status.Partitions).OrderBy(partition => partition.Partition).ToList();
        Assert.Equal(Enumerable.Range(0, PipelineSetup.Partitions), partitions.Select(partition => partition.Partition));
        return partitions;
    }

    /// <summary>What each says of itself.</summary>
    public static Task<GetStatusResponse[]> StatusesAsync(params GridFlowProcess[] instances) => Task.WhenAll(instances.Select(instance => instance.StatusAsync()));

    /// <summary>Waits until every instance has partitions and every partition has one owner that has recovered it.</summary>
    public static Task SharedAsync(params GridFlowProcess[] instances) => Until.ThereAsync(async () =>
    {
        var statuses = await StatusesAsync(instances);
        var owned = statuses.SelectMany(status => status.Partitions).ToList();
        return statuses.All(status => status.Partitions.Count > 0) && owned.TrueForAll(partition => !partition.Recovering)
            && owned.Select(partition => partition.Partition).Order().SequenceEqual(Enumerable.Range(0, PipelineSetup.Partitions))
            ? null
            : $"every partition with one owner; now {string.Join(" | ", statuses.Select(status => string.Join(' ', status.Partitions.Select(partition => partition.Partition))))}";
    });

    /// <summary>Nothing is in flight anywhere, and every partition stands where the pause says.</summary>
    public static async Task AssertStandsAsync(IEnumerable<PartitionOffset> at, params GridFlowProcess[] instances)
    {
        // Another instance than the one that was asked may book what is committed a moment later.
        await Until.ThereAsync(async () => (await StatusesAsync(instances)).Sum(status => status.Conservation.InFlight) is var left && left == 0 ? null : $"nothing in flight; now {left}");
        var statuses = await StatusesAsync(instances);
        Assert.All(statuses, status => Assert.Equal((PipelineState.Paused, 0), (status.State, status.Conservation.InFlight)));
        var partitions = await PartitionsAsync(instances);
        Assert.All(partitions, partition => Assert.Equal("paused", partition.PauseReason));
        Assert.Equal(at.Select(from => from.Offset), partitions.Select(partition => partition.Position));
        Assert.Equal(at.Select(from => from.Offset), partitions.Select(partition => partition.Committed));
    }
}
