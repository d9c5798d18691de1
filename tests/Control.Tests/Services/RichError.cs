using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services;

/// <summary>Reads the details of errors.</summary>
internal static class RichError
{
    /// <summary>Fields that an INVALID_ARGUMENT names, in order.</summary>
    public static IReadOnlyList<string> Fields(RpcException error)
    {
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        return [.. error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field)];
    }

    /// <summary>The stable word of any other error.</summary>
    public static string Reason(RpcException error)
    {
        var info = error.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        Assert.Equal("gridflow", info.Domain);
        return info.Reason;
    }
}
