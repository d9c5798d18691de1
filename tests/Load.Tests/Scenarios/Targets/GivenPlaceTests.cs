using System.Net;
using System.Net.Sockets;
using GridFlow.Load.Scenarios.Running;
using Xunit;

namespace GridFlow.Load.Scenarios.Targets;

public sealed class GivenPlaceTests
{
    [Fact]
    public async Task StartAsync_GatePortIsTaken_SaysWhichOption()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = new RunOptions { BootstrapServers = "localhost:1", SinkGate = new SinkGateAddress((IPEndPoint)taken.LocalEndpoint, "localhost", 1) };
        var error = await Assert.ThrowsAsync<ScenarioFailedException>(() => GivenPlace.StartAsync(PlaceTopics.New("test", 1, "localhost:1"), options));
        Assert.StartsWith($"--sink-gate: nobody can listen on {taken.LocalEndpoint}", error.Message, StringComparison.Ordinal);
    }
}
