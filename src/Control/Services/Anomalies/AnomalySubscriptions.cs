using Confluent.Kafka;
using GridFlow.Control.Configuration;
using GridFlow.Control.Metrics;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Serves subscribers of anomalies.</summary>
internal sealed class AnomalySubscriptions(ControlOptions options, SessionSources sources, SubscriberSlots slots, SubscriberMetrics metrics, IHostApplicationLifetime host, TimeProvider time)
{
    /// <summary>Runs one subscription until the client leaves, the instance stops, or the subscription is at its end.</summary>
    /// <exception cref="RpcException">The request is wrong, there are too many subscribers, or this one does not read.</exception>
    public async Task RunAsync(SubscribeAnomaliesRequest request, IServerStreamWriter<SubscribeAnomaliesResponse> responseStream, ServerCallContext context)
    {
        var plan = SubscriptionPlan.Of(request);
        using var slot = slots.Take("anomalies");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        var writer = new DeadlineWriter<SubscribeAnomaliesResponse>(responseStream, context.GetHttpContext(), options.WriteDeadline, time);
        var session = new AnomalySession(plan, sources, new Pulse(options.Heartbeat, time));
        try
        {
            await new AnomalyStream(writer, () => writer.IsGrpc ? context.WriteResponseHeadersAsync([]) : Task.CompletedTask, metrics).RunAsync(session, end.Token);
        }
        catch (KafkaException e)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"the topic cannot be read: {e.Error.Reason}; subscribe again with the last token"));
        }
    }
}
