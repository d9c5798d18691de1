using GridFlow.Checkpoints;
using GridFlow.Steering;
using StoredSnapshot = GridFlow.Steering.StoredSnapshot;

namespace GridFlow.Control.Hosting;

/// <summary>A pipeline that cannot be steered: what is configured holds, and every change is refused.</summary>
internal sealed class Unsteered(double thresholdSigma) : ISteering
{
    private const string Reason = "this pipeline cannot be steered";

    public SteeringView Read() => new(-1, [new ThresholdSetting(ThresholdScope.Global, thresholdSigma, null)], [], new Dictionary<int, long>());

    public Task<AppliedChange> PauseAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken) => throw new SteeringUnavailableException(Reason);

    public Task<AppliedChange> ResumeAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken) => throw new SteeringUnavailableException(Reason);

    public Task<AppliedChange> SetThresholdAsync(ThresholdScope scope, double? sigma, ControlCaller caller, CancellationToken cancellationToken) => throw new SteeringUnavailableException(Reason);

    public Task<IReadOnlyList<PartitionSnapshot>> SnapshotNowAsync(CancellationToken cancellationToken) => throw new SteeringUnavailableException(Reason);

    public Task<IReadOnlyList<StoredSnapshot>> ListSnapshotsAsync(int limit, CancellationToken cancellationToken) => throw new SteeringUnavailableException(Reason);

    public void Audit(AuditRecord record)
    {
        // Kept nowhere; the log line is there all the same.
    }

    public IReadOnlyList<AuditRecord> ReadAudit(int limit) => [];
}
