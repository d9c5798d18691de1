using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Everything that is wrong with a request.</summary>
internal sealed class FieldViolations
{
    private readonly BadRequest _details = new();

    public void Require(bool condition, string field, string problem)
    {
        if (!condition)
        {
            _details.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = problem });
        }
    }

    /// <exception cref="RpcException">INVALID_ARGUMENT with <c>google.rpc.BadRequest</c>, when anything is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_details.FieldViolations.Count > 0)
        {
            throw new Google.Rpc.Status
            {
                Code = (int)Code.InvalidArgument,
                Message = string.Join("; ", _details.FieldViolations.Select(violation => $"{violation.Field}: {violation.Description}")),
                Details = { Any.Pack(_details) },
            }.ToRpcException();
        }
    }
}
