using Google.Protobuf.Collections;
using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Audit;
using GridFlow.Control.Services.Mapping;
using GridFlow.Steering;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Calls;

/// <summary>Pauses and resumes.</summary>
internal sealed class PauseCalls(InstanceState instance)
{
    public async Task<PauseResponse> PauseAsync(PauseRequest request, ServerCallContext context)
    {
        var scopes = PauseTarget.Of(request.Partitions, request.FeederIds, request.Reason, await CountAsync(request.Partitions, context));
        var applied = await instance.Steering.PauseAsync(scopes, Callers.Of(context, request.Reason), context.CancellationToken);
        AuditedCall.Note(context, applied);
        return new PauseResponse
        {
            State = StatusMapping.State(instance.GetStatus().State),
            Revision = applied.Revision,
            EffectiveFrom = { SteeringMapping.Offsets(OfAsked(applied, request.Partitions, request.FeederIds)) },
            PendingPartitions = { applied.Pending },
        };
    }

    public async Task<ResumeResponse> ResumeAsync(ResumeRequest request, ServerCallContext context)
    {
        var scopes = PauseTarget.Of(request.Partitions, request.FeederIds, request.Reason, await CountAsync(request.Partitions, context));
        var applied = await instance.Steering.ResumeAsync(scopes, Callers.Of(context, request.Reason), context.CancellationToken);
        AuditedCall.Note(context, applied);
        return new ResumeResponse
        {
            State = StatusMapping.State(instance.GetStatus().State),
            Revision = applied.Revision,
            EffectiveFrom = { SteeringMapping.Offsets(OfAsked(applied, request.Partitions, request.FeederIds)) },
            PendingPartitions = { applied.Pending },
        };
    }

    /// <summary>Of partitions that were asked for, these alone; feeders are everywhere.</summary>
    private static IEnumerable<KeyValuePair<int, long>> OfAsked(AppliedChange applied, RepeatedField<int> partitions, RepeatedField<string> feeders) =>
        partitions.Count > 0 && feeders.Count == 0 ? applied.EffectiveFrom.Where(pair => partitions.Contains(pair.Key)) : applied.EffectiveFrom;

    private async Task<int?> CountAsync(RepeatedField<int> partitions, ServerCallContext context) =>
        partitions.Count > 0 ? await instance.PartitionCount(context.CancellationToken) : null;
}
