using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Errors;
using GridFlow.Control.Services.Mapping;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Calls;

/// <summary>Takes and lists snapshots.</summary>
internal sealed class CheckpointCalls(InstanceState instance, TimeProvider time)
{
    private const int MostListed = 1_000;

    public async Task<TriggerCheckpointResponse> TriggerAsync(TriggerCheckpointRequest request, ServerCallContext context)
    {
        var violations = new FieldViolations();
        PauseTarget.RequireReason(violations, request.Reason);
        violations.ThrowIfAny();
        var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
        var snapshots = await instance.Steering.SnapshotNowAsync(context.CancellationToken);
        return new TriggerCheckpointResponse
        {
            Checkpoint = CheckpointMapping.All(snapshots, at, time.GetElapsedTime(began)),
            Snapshots = { snapshots.OrderBy(snapshot => snapshot.Partition).Select(snapshot => CheckpointMapping.One(snapshot, instance.Identity)) },
        };
    }

    public async Task<ListCheckpointsResponse> ListAsync(ListCheckpointsRequest request, ServerCallContext context)
    {
        var stored = await instance.Steering.ListSnapshotsAsync(PageLimit.Of(request.Limit, MostListed), context.CancellationToken);
        return new ListCheckpointsResponse { Checkpoints = { stored.Select(CheckpointMapping.Stored) } };
    }
}
