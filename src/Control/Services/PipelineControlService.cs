using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Metrics;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services;

/// <summary>The gRPC service. What is not overridden answers UNIMPLEMENTED.</summary>
internal sealed class PipelineControlService(
    InstanceState instance, ControlOptions options, SubscriberSlots slots, SubscriberMetrics metrics, IHostApplicationLifetime host, TimeProvider time)
    : PipelineControl.PipelineControlBase
{
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) =>
        Task.FromResult(StatusMapping.ToResponse(instance.GetStatus(), instance.StartedAt, instance.Uptime));

    public override async Task SubscribeAnomalies(
        SubscribeAnomaliesRequest request, IServerStreamWriter<SubscribeAnomaliesResponse> responseStream, ServerCallContext context)
    {
        if (request.ResumeToken.Length > 0)
        {
            throw new RpcException(new Status(StatusCode.Unimplemented, "resume_token: this version cannot resume; leave it empty"));
        }

        var filter = AnomalyFilter.Of(request);
        using var slot = slots.Take("anomalies");
        using var subscription = instance.LiveFeed.Subscribe(filter.Matches);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        // So that a client knows it is subscribed before the first anomaly comes.
        await context.WriteResponseHeadersAsync([]);
        var writer = new DeadlineWriter(responseStream, context.GetHttpContext(), options.WriteDeadline, time);
        await new AnomalyStream(subscription, writer, metrics, options.Heartbeat, time).RunAsync(end.Token);
    }
}
