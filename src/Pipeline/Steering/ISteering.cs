using GridFlow.Checkpoints;

namespace GridFlow.Steering;

/// <summary>Changes to a running group of instances. All members may be called by any thread.</summary>
/// <remarks>
/// A change is durable in the control topic first; then every instance that has read it treats its partitions by it, each from one exact offset on. A call returns
/// when that has happened for every partition, or when its patience is over and the rest is listed as pending.
/// </remarks>
public interface ISteering
{
    /// <summary>The settings in force.</summary>
    SteeringView Read();

    /// <summary>Pauses; what is paused already stays as it is.</summary>
    /// <exception cref="SteeringUnavailableException">The control topic cannot be written.</exception>
    Task<AppliedChange> PauseAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken);

    /// <summary>Ends pauses, all of them when <paramref name="scopes"/> is <see cref="PauseScope.All"/>; what is not paused stays as it is.</summary>
    /// <exception cref="SteeringUnavailableException">The control topic cannot be written.</exception>
    /// <exception cref="SteeringRefusedException">A single partition is to be resumed while everything is paused.</exception>
    Task<AppliedChange> ResumeAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken);

    /// <summary>Sets a threshold, or takes it away when <paramref name="sigma"/> is null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of 1.5 to 4.0.</exception>
    /// <exception cref="SteeringUnavailableException">The control topic cannot be written.</exception>
    Task<AppliedChange> SetThresholdAsync(ThresholdScope scope, double? sigma, ControlCaller caller, CancellationToken cancellationToken);

    /// <summary>Stores the state of every partition of this instance now.</summary>
    /// <returns>The newest snapshot of each, also where it was stored already; none of a partition that has seen nothing.</returns>
    /// <exception cref="SteeringRefusedException">No snapshots are kept (<c>Checkpoints:Store = none</c>).</exception>
    /// <exception cref="SteeringUnavailableException">The store did not take one, or no pipeline runs.</exception>
    Task<IReadOnlyList<PartitionSnapshot>> SnapshotNowAsync(CancellationToken cancellationToken);

    /// <summary>Snapshots of this group and topic in the store, newest first.</summary>
    /// <exception cref="SteeringRefusedException">No snapshots are kept.</exception>
    /// <exception cref="SteeringUnavailableException">The store does not answer.</exception>
    Task<IReadOnlyList<StoredSnapshot>> ListSnapshotsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Keeps an audit record. Never throws and does not wait: what cannot be kept is logged and counted.</summary>
    void Audit(AuditRecord record);

    /// <summary>Control calls of all instances, newest first.</summary>
    /// <exception cref="SteeringUnavailableException">No pipeline runs, so nothing is known.</exception>
    IReadOnlyList<AuditRecord> ReadAudit(int limit);
}
