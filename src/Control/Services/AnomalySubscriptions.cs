using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Metrics;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services;

/// <summary>Serves subscribers of anomalies.</summary>
internal sealed class AnomalySubscriptions(
    InstanceState instance, ControlOptions options, SubscriberSlots slots, SubscriberMetrics metrics, IHostApplicationLifetime host, TimeProvider time)
{
    /// <summary>Runs one subscription until the client leaves or the instance stops.</summary>
    /// <exception cref="RpcException">The request is wrong, or there are too many subscribers.</exception>
    public async Task RunAsync(SubscribeAnomaliesRequest request, IServerStreamWriter<SubscribeAnomaliesResponse> responseStream, ServerCallContext context)
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
