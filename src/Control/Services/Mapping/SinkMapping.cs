using GridFlow.Control.Hosting;
using GridFlow.V1;

namespace GridFlow.Control.Services.Mapping;

/// <summary>Places where results go in the words of the gRPC contract.</summary>
internal static class SinkMapping
{
    public static SinkStatus ToContract(SinkLook sink) => new()
    {
        Name = sink.Name,
        Enabled = sink.Enabled,
        Target = sink.Target,
        Written = sink.Written,
        Waiting = sink.Waiting,
        Retries = sink.Retries,
        Rejected = sink.Rejected,
        Problem = sink.Problem,
        SpoolBytes = sink.SpoolBytes,
    };
}
