using GridFlow.Steering;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace GridFlow.Control.Services.Errors;

/// <summary>Says what went wrong in the words of gRPC, for every call in the same way.</summary>
internal sealed class ErrorInterceptor(TimeProvider time) : Interceptor
{
    // A client's own clock ends a call a moment before ours does, and says only that it is gone.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMilliseconds(100);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (Translate(e, context) is { } translated)
        {
            throw translated;
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (Translate(e, context) is { } translated)
        {
            throw translated;
        }
    }

    // Null for what is said already, and for defects: those gRPC logs and answers with UNKNOWN.
    private RpcException? Translate(Exception error, ServerCallContext context) => error switch
    {
        SteeringUnavailableException => RichErrors.Unavailable("STEERING_UNAVAILABLE", error.Message),
        SteeringRefusedException => RichErrors.Of(StatusCode.FailedPrecondition, "STEERING_REFUSED", error.Message),
        OperationCanceledException when context.CancellationToken.IsCancellationRequested => time.GetUtcNow().UtcDateTime >= context.Deadline - ClockSlack
            ? RichErrors.Of(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED", "the deadline came first; a change that was asked for may stand, GetStatus and GetThresholds tell")
            : RichErrors.Of(StatusCode.Cancelled, "CANCELLED", "the caller went away; a change that was asked for may stand, GetStatus and GetThresholds tell"),
        _ => null,
    };
}
