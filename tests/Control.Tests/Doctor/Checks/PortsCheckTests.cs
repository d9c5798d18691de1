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

        await new PortsCheck(settings, TimeProvider.System).RunAsync(findings, TestContext.Current.CancellationToken);

        var found = findings.Close();
        Assert.Equal([Verdict.Problem, Verdict.Ok, Verdict.Ok], found.Select(finding => finding.Verdict));
        Assert.Contains("is taken by another program", found[0].Found, StringComparison.Ordinal);
        Assert.Contains("--grpc-port N", found[0].Advice, StringComparison.Ordinal);
        Assert.Equal(0, settings.Control.HttpPort);
    }

    [Fact]
    public async Task RunAsync_AllHeldByOneGridFlow_IsOk()
    {
        await using var running = await RunningPorts.StartAsync();

        Assert.Equal([(Verdict.Ok, true), (Verdict.Ok, true), (Verdict.Ok, false)], await HeldAsync(running.Settings));
    }

    [Fact]
    public async Task RunAsync_HealthPortOfAGridFlowAndGrpcPortOfAnotherProgram_IsAProblem()
    {
        await using var running = await RunningPorts.StartAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        running.Settings.Control.GrpcPort = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.Equal([(Verdict.Problem, false), (Verdict.Ok, true), (Verdict.Ok, false)], await HeldAsync(running.Settings));
    }

    private static async Task<List<(Verdict Verdict, bool Held)>> HeldAsync(GridFlowSettings settings)
    {
        var findings = new Findings("ports");
        await new PortsCheck(settings, TimeProvider.System).RunAsync(findings, TestContext.Current.CancellationToken);
        return [.. findings.Close().Select(finding => (finding.Verdict, finding.Found.StartsWith("held by a gridflow", StringComparison.Ordinal)))];
    }
}
