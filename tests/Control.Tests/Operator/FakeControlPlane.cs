using System.Collections.Concurrent;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Operator;

/// <summary>A control plane that answers as a test tells it to, and remembers what it was asked.</summary>
internal sealed class FakeControlPlane : PipelineControl.PipelineControlBase
{
    /// <summary>Requests in the order they came.</summary>
    public ConcurrentQueue<object> Requests { get; } = new();

    /// <summary>Users in the order they came.</summary>
    public ConcurrentQueue<string> Users { get; } = new();

    /// <summary>What a call that answers once answers, by its request.</summary>
    public Func<object, Task<object>> Answer { get; set; } = _ => throw new RpcException(new Grpc.Core.Status(StatusCode.Internal, "the test says nothing"));

    /// <summary>What a subscription to anomalies does.</summary>
    public Func<SubscribeAnomaliesRequest, IServerStreamWriter<SubscribeAnomaliesResponse>, CancellationToken, Task> Anomalies { get; set; } =
        (_, _, end) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);

    /// <summary>What a stream of metrics does.</summary>
    public Func<StreamMetricsRequest, IServerStreamWriter<StreamMetricsResponse>, CancellationToken, Task> Metrics { get; set; } =
        (_, _, end) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);

    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) => AnswerAsync<GetStatusResponse>(request, context);

    public override Task<PauseResponse> Pause(PauseRequest request, ServerCallContext context) => AnswerAsync<PauseResponse>(request, context);

    public override Task<ResumeResponse> Resume(ResumeRequest request, ServerCallContext context) => AnswerAsync<ResumeResponse>(request, context);

    public override Task<TriggerCheckpointResponse> TriggerCheckpoint(TriggerCheckpointRequest request, ServerCallContext context) => AnswerAsync<TriggerCheckpointResponse>(request, context);

    public override Task<GetThresholdsResponse> GetThresholds(GetThresholdsRequest request, ServerCallContext context) => AnswerAsync<GetThresholdsResponse>(request, context);

    public override Task<SetThresholdResponse> SetThreshold(SetThresholdRequest request, ServerCallContext context) => AnswerAsync<SetThresholdResponse>(request, context);

    public override Task<ListAuditRecordsResponse> ListAuditRecords(ListAuditRecordsRequest request, ServerCallContext context) => AnswerAsync<ListAuditRecordsResponse>(request, context);

    public override async Task SubscribeAnomalies(SubscribeAnomaliesRequest request, IServerStreamWriter<SubscribeAnomaliesResponse> responseStream, ServerCallContext context)
    {
        Note(request, context);
        await context.WriteResponseHeadersAsync([]);
        await Anomalies(request, responseStream, context.CancellationToken);
    }

    public override async Task StreamMetrics(StreamMetricsRequest request, IServerStreamWriter<StreamMetricsResponse> responseStream, ServerCallContext context)
    {
        Note(request, context);
        await Metrics(request, responseStream, context.CancellationToken);
    }

    private async Task<T> AnswerAsync<T>(object request, ServerCallContext context)
    {
        Note(request, context);
        return (T)await Answer(request).WaitAsync(context.CancellationToken);
    }

    private void Note(object request, ServerCallContext context)
    {
        Requests.Enqueue(request);
        Users.Enqueue(context.RequestHeaders.GetValue("gridflow-user") ?? "");
    }
}
