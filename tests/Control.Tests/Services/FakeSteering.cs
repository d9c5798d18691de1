using System.Collections.Concurrent;
using GridFlow.Checkpoints;
using GridFlow.Steering;
using StoredSnapshot = GridFlow.Steering.StoredSnapshot;

namespace GridFlow.Control.Services;

/// <summary>Steering that does what a test tells it to and remembers what it was asked for.</summary>
internal sealed class FakeSteering : ISteering
{
    public SteeringView View { get; set; } = new(7, [new ThresholdSetting(ThresholdScope.Global, 2.5, null)], [], new Dictionary<int, long>());

    /// <summary>What every change answers.</summary>
    public Func<CancellationToken, Task<AppliedChange>> Answer { get; set; } =
        _ => Task.FromResult(new AppliedChange(8, true, new Dictionary<int, long> { [3] = 30, [0] = 10 }, [1]));

    public Func<IReadOnlyList<PartitionSnapshot>> Snapshots { get; set; } = () => [];

    public IReadOnlyList<StoredSnapshot> Stored { get; set; } = [];

    public List<AuditRecord> Trail { get; set; } = [];

    public int? LimitAsked { get; private set; }

    public (IReadOnlyList<PauseScope> Scopes, ControlCaller Caller)? Paused { get; private set; }

    public (IReadOnlyList<PauseScope> Scopes, ControlCaller Caller)? Resumed { get; private set; }

    public (ThresholdScope Scope, double? Sigma, ControlCaller Caller)? Set { get; private set; }

    public ConcurrentQueue<AuditRecord> Audited { get; } = [];

    public SteeringView Read() => View;

    public Task<AppliedChange> PauseAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken)
    {
        Paused = (scopes, caller);
        return Answer(cancellationToken);
    }

    public Task<AppliedChange> ResumeAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken)
    {
        Resumed = (scopes, caller);
        return Answer(cancellationToken);
    }

    public Task<AppliedChange> SetThresholdAsync(ThresholdScope scope, double? sigma, ControlCaller caller, CancellationToken cancellationToken)
    {
        Set = (scope, sigma, caller);
        return Answer(cancellationToken);
    }

    public Task<IReadOnlyList<PartitionSnapshot>> SnapshotNowAsync(CancellationToken cancellationToken) => Task.FromResult(Snapshots());

    public Task<IReadOnlyList<StoredSnapshot>> ListSnapshotsAsync(int limit, CancellationToken cancellationToken)
    {
        LimitAsked = limit;
        return Task.FromResult(Stored);
    }

    public void Audit(AuditRecord record) => Audited.Enqueue(record);

    public IReadOnlyList<AuditRecord> ReadAudit(int limit)
    {
        LimitAsked = limit;
        return Trail;
    }
}
