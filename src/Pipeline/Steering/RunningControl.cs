using GridFlow.Sources;

namespace GridFlow.Steering;

/// <summary>What carries changes out while a pipeline runs.</summary>
/// <param name="Topic">Reads and writes the control topic.</param>
/// <param name="Audit">Keeps audit records.</param>
/// <param name="Snapshots">Takes snapshots on demand.</param>
/// <param name="Partitions">What this instance owns.</param>
internal sealed record RunningControl(ControlTopic Topic, AuditTrail Audit, SnapshotsOnDemand Snapshots, PartitionTable Partitions)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends when nothing of these partitions is in this instance's graph any more, or when the wait is given up.</summary>
    public Task DrainedAsync(Func<int, bool> which, CancellationToken over) => Task.Run(
        () =>
        {
            var partitions = Partitions.Read().Select(owned => owned.Partition).Where(which).ToList();
            while (!over.IsCancellationRequested && !Partitions.WaitUntilDrained(partitions, Slice))
            {
                // Woken by every batch that leaves; the slice is for the token.
            }
        },
        CancellationToken.None);
}
