using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Audit;
using GridFlow.Control.Services.Mapping;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Calls;

/// <summary>Shows and changes thresholds.</summary>
internal sealed class ThresholdCalls(InstanceState instance)
{
    public GetThresholdsResponse Get()
    {
        var view = instance.Steering.Read();
        return new GetThresholdsResponse
        {
            Thresholds = { view.Thresholds.Select(SteeringMapping.Threshold) },
            Revision = view.Revision,
            EffectiveFrom = { SteeringMapping.Offsets(view.EffectiveFrom) },
        };
    }

    public async Task<SetThresholdResponse> SetAsync(SetThresholdRequest request, ServerCallContext context)
    {
        var (scope, sigma) = ThresholdTarget.Of(request);
        var applied = await instance.Steering.SetThresholdAsync(scope, sigma, Callers.Of(context, request.Reason), context.CancellationToken);
        AuditedCall.Note(context, applied);
        return new SetThresholdResponse
        {
            Revision = applied.Revision,
            EffectiveFrom = { SteeringMapping.Offsets(applied.EffectiveFrom) },
            PendingPartitions = { applied.Pending },
        };
    }
}
