using System.Net;
using System.Net.Sockets;
using GridFlow.Control.Configuration;
using Xunit;

namespace GridFlow.Control.Hosting;

public sealed class ListenerPortsTests
{
    [Fact]
    public void Claim_TakenPorts_NamesAllAndHowToChooseOthers()
    {
        using var grpc = new TcpListener(IPAddress.Loopback, 0);
        using var metrics = new TcpListener(IPAddress.Loopback, 0);
        grpc.Start();
        metrics.Start();
        var settings = new GridFlowSettings();
        settings.Control.GrpcPort = ((IPEndPoint)grpc.LocalEndpoint).Port;
        settings.Control.HttpPort = 0;
        settings.Telemetry.MetricsPort = ((IPEndPoint)metrics.LocalEndpoint).Port;

        var problems = Assert.Throws<PortsTakenException>(() => ListenerPorts.Claim(settings)).Problems;

        Assert.Equal(2, problems.Count);
        Assert.Contains($"port {settings.Control.GrpcPort} (gRPC) on 127.0.0.1 is taken", problems[0], StringComparison.Ordinal);
        Assert.Contains("--grpc-port N, --Control:GrpcPort=N or GRIDFLOW_Control__GrpcPort=N", problems[0], StringComparison.Ordinal);
        Assert.Contains("--metrics-port N", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Claim_Zero_BecomesThreeDifferentPorts()
    {
        var settings = new GridFlowSettings();
        (settings.Control.GrpcPort, settings.Control.HttpPort, settings.Telemetry.MetricsPort) = (0, 0, 0);

        ListenerPorts.Claim(settings);

        // With 0 there are four different numbers.
        Assert.Equal(4, new HashSet<int> { settings.Control.GrpcPort, settings.Control.HttpPort, settings.Telemetry.MetricsPort, 0 }.Count);
    }

    [Fact]
    public void Claim_ForeignAddress_SaysSo()
    {
        var settings = new GridFlowSettings();
        settings.Control.Host = "192.0.2.1";

        Assert.Contains("192.0.2.1 is not one of this machine", Assert.Throws<PortsTakenException>(() => ListenerPorts.Claim(settings)).Problems[0], StringComparison.Ordinal);
    }
}
