using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace GridFlow.Control.Services.Errors;

/// <summary>Makes errors that programs can read: a gRPC status with google.rpc details.</summary>
internal static class RichErrors
{
    /// <summary>Domain of every <c>google.rpc.ErrorInfo</c>.</summary>
    public const string Domain = "gridflow";

    private static readonly Duration RetryAfter = Duration.FromTimeSpan(TimeSpan.FromSeconds(2));

    /// <summary>INVALID_ARGUMENT that names each field.</summary>
    public static RpcException Invalid(IReadOnlyCollection<BadRequest.Types.FieldViolation> violations) => Make(
        StatusCode.InvalidArgument,
        string.Join("; ", violations.Select(violation => $"{violation.Field}: {violation.Description}")),
        new BadRequest { FieldViolations = { violations } });

    /// <summary>UNAVAILABLE: the same call may succeed in some seconds.</summary>
    public static RpcException Unavailable(string reason, string message) =>
        Make(StatusCode.Unavailable, message, Info(reason), new RetryInfo { RetryDelay = RetryAfter });

    /// <summary>Any other error, with a stable word for programs.</summary>
    public static RpcException Of(StatusCode code, string reason, string message) => Make(code, message, Info(reason));

    private static ErrorInfo Info(string reason) => new() { Reason = reason, Domain = Domain };

    private static RpcException Make(StatusCode code, string message, params IMessage[] details) =>
        new Google.Rpc.Status { Code = (int)code, Message = message, Details = { details.Select(Any.Pack) } }.ToRpcException();
}
