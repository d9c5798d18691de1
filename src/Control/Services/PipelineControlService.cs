using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Anomalies;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services;

/// <summary>The gRPC service. What is not overridden answers UNIMPLEMENTED.</summary>
internal sealed class PipelineControlService(InstanceState instance, AnomalySubscriptions anomalies) : PipelineControl.PipelineControlBase
{
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) =>
        Task.FromResult(StatusMapping.ToResponse(instance.GetStatus(), instance.StartedAt, instance.Uptime));

    public override Task SubscribeAnomalies(
        SubscribeAnomaliesRequest request, IServerStreamWriter<SubscribeAnomaliesResponse> responseStream, ServerCallContext context) =>
        anomalies.RunAsync(request, responseStream, context);
}
