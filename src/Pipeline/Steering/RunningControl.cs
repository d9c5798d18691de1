namespace GridFlow.Steering;

/// <summary>What carries changes out while a pipeline runs.</summary>
/// <param name="Topic">Reads and writes the control topic.</param>
/// <param name="Audit">Keeps audit records.</param>
/// <param name="Snapshots">Takes snapshots on demand.</param>
internal sealed record RunningControl(ControlTopic Topic, AuditTrail Audit, SnapshotsOnDemand Snapshots);
