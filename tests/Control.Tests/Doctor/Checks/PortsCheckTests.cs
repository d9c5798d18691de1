using System.Net;
using System.Net.Sockets;
using GridFlow.Control.Configuration;
using Xunit;

namespace GridFlow.Control.Doctor.Checks;

public sealed class PortsCheckTests
{
    [Fact]
    public async Task RunAsync_PortOfAnotherProgram_IsAProblemAndTheOthersAreFree()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var settings = new GridFlowSettings();
        (settings.Control.GrpcPort, settings.Control.HttpPort, settings.Telemetry.MetricsPort) = (((IPEndPoint)other.LocalEndpoint).Port, 0, 0);
        var findings = new Findings("ports");

        await new PortsCheck(settings).RunAsync(findings, TestContext.Current.CancellationToken);

        var found = findings.Close();
        Assert.Equal([Verdict.Problem, Verdict.Ok, Verdict.Ok], found.Select(finding => finding.Verdict));
        Assert.Contains("is taken by another program", found[0].Found, StringComparison.Ordinal);
        Assert.Contains("--grpc-port N", found[0].Advice, StringComparison.Ordinal);
        Assert.Equal(0, settings.Control.HttpPort);
    }
}
