using System.Net;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.Hosting;

/// <summary>Where this instance can be reached, for people.</summary>
/// <param name="Grpc"><c>host:port</c>.</param>
/// <param name="Health">URL of <c>/readyz</c>.</param>
/// <param name="Metrics">URL of <c>/metrics</c>.</param>
/// <param name="Grpcurl">A command that works as it stands.</param>
public sealed record InstanceAddresses(string Grpc, string Health, string Metrics, string Grpcurl)
{
    /// <summary>Addresses of an instance with these settings.</summary>
    public static InstanceAddresses Of(GridFlowSettings settings)
    {
        var control = settings.Control;
        var address = ListenerPorts.Address(control.Host);
        var host = IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Any) ? "localhost" : control.Host;
        var secure = control.CertificatePath is not null;
        var grpc = $"{host}:{control.GrpcPort}";
        return new InstanceAddresses(
            grpc,
            $"{(secure ? "https" : "http")}://{host}:{control.HttpPort}/readyz",
            $"http://{host}:{settings.Telemetry.MetricsPort}/metrics",
            $"grpcurl {(secure ? "-insecure" : "-plaintext")} {grpc} gridflow.v1.PipelineControl/GetStatus");
    }
}
