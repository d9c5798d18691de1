using Grpc.Core;

namespace GridFlow.Load.Scenarios;

/// <summary>A gRPC call as a step sees it.</summary>
internal static class GrpcCall
{
    /// <returns>The status of a call that failed; null for one that was answered.</returns>
    public static async Task<string?> OutcomeAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (RpcException e)
        {
            return e.StatusCode.ToString();
        }
    }
}
