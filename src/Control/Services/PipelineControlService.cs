using GridFlow.Control.Services.Calls;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services;

/// <summary>The gRPC service: which class answers which call.</summary>
internal sealed class PipelineControlService(
    StatusCalls status, PauseCalls pauses, CheckpointCalls checkpoints, ThresholdCalls thresholds, MetricsStreams metrics, AnomalySubscriptions anomalies)
    : PipelineControl.PipelineControlBase
{
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) => Task.FromResult(status.GetStatus());

    public override Task<PauseResponse> Pause(PauseRequest request, ServerCallContext context) => pauses.PauseAsync(request, context);

    public override Task<ResumeResponse> Resume(ResumeRequest request, ServerCallContext context) => pauses.ResumeAsync(request, context);

    public override Task<TriggerCheckpointResponse> TriggerCheckpoint(TriggerCheckpointRequest request, ServerCallContext context) => checkpoints.TriggerAsync(request, context);

    public override Task<ListCheckpointsResponse> ListCheckpoints(ListCheckpointsRequest request, ServerCallContext context) => checkpoints.ListAsync(request, context);

    public override Task<GetThresholdsResponse> GetThresholds(GetThresholdsRequest request, ServerCallContext context) => Task.FromResult(thresholds.Get());

    public override Task<SetThresholdResponse> SetThreshold(SetThresholdRequest request, ServerCallContext context) => thresholds.SetAsync(request, context);

    public override Task<ListAuditRecordsResponse> ListAuditRecords(ListAuditRecordsRequest request, ServerCallContext context) => Task.FromResult(status.ListAudit(request));

    public override Task StreamMetrics(StreamMetricsRequest request, IServerStreamWriter<StreamMetricsResponse> responseStream, ServerCallContext context) =>
        metrics.RunAsync(request, responseStream, context);

    public override Task SubscribeAnomalies(
        SubscribeAnomaliesRequest request, IServerStreamWriter<SubscribeAnomaliesResponse> responseStream, ServerCallContext context) =>
        anomalies.RunAsync(request, responseStream, context);
}
