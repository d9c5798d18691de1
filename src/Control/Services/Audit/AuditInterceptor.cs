using GridFlow.Control.Hosting;
using GridFlow.Control.Metrics;
using GridFlow.Steering;
using GridFlow.Telemetry;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace GridFlow.Control.Services.Audit;

/// <summary>Keeps a record of every call that changes something, and of every one that was refused.</summary>
internal sealed partial class AuditInterceptor(InstanceState instance, ControlMetrics metrics, TimeProvider time, ILogger<AuditInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (AuditedCall.Of(request) is not { } call)
        {
            return await continuation(request, context);
        }

        var before = instance.Steering.Read().Revision;
        try
        {
            var response = await continuation(request, context);
            // A call that changes nothing answers with the revision that stands: it has made none.
            Record(call, context, StatusCode.OK, AuditedCall.RevisionOf(response) is { } revision && revision > before ? revision : 0);
            metrics.Done(call.Call);
            return response;
        }
        catch (Exception e)
        {
            Record(call, context, e is RpcException error ? error.StatusCode : StatusCode.Unknown, 0);
            throw;
        }
    }

    private void Record(AuditedCall call, ServerCallContext context, StatusCode result, long revision)
    {
        var caller = Callers.Of(context, call.Reason);
        var record = new AuditRecord(
            time.GetUtcNow(),
            caller.User,
            caller.Address,
            instance.Identity.InstanceId,
            call.Call,
            PlainText.Of(call.Target, AuditedCall.MaxTargetLength),
            caller.Reason,
            result == StatusCode.OK ? "OK" : WireNames.Of(result),
            revision);
        LogCall(log, record.User, record.Address, record.Call, record.Target, record.Reason, record.Result, record.Revision);
        instance.Steering.Audit(record);
    }

    [LoggerMessage(5100, LogLevel.Information, "control: {User} from {Address}: {Call} {Target}; reason \"{Reason}\": {Result}, revision {Revision}")]
    private static partial void LogCall(ILogger logger, string user, string address, string call, string target, string reason, string result, long revision);
}
