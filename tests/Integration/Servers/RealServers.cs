using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(RealServers))]

namespace GridFlow.Integration.Servers;

/// <summary>The servers of this run, started once.</summary>
public sealed class RealServers : IAsyncLifetime
{
    private SharedServers? _shared;

    /// <summary>The kit, for tests that need servers of their own; null when there is none.</summary>
    public ServerKit? Kit { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Kit = ServerDiscovery.FindKit();
        _shared = await ServerDiscovery.FindAsync(Kit);
        Console.WriteLine(_shared is null ? $"Real-server tests are skipped: {ServerDiscovery.NoServers}" : $"Kafka {_shared.Kafka}, schema registry {_shared.Registry}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _shared?.End ?? [])
        {
            await server.DisposeAsync();
        }

        if (Directory.Exists(ServerDiscovery.WorkFolder) && !ServerDiscovery.KeepsFolders)
        {
            Directory.Delete(ServerDiscovery.WorkFolder, recursive: true);
        }
    }

    /// <summary>Names for one test on the shared servers; skips the test when there are none.</summary>
    internal PipelineSetup Setup(string name)
    {
        Assert.SkipWhen(_shared is null, ServerDiscovery.NoServers);
        return new PipelineSetup(name, _shared!.Kafka, _shared.Registry);
    }

    /// <summary>A set of servers that the test may break; skips the test when there is no kit.</summary>
    internal ServerSet NewSet(string purpose)
    {
        Assert.SkipWhen(Kit is null, $"{purpose} needs the server kit: set {ServerDiscovery.KitVariable} to the folder of gfserver");
        return Kit!.NewSet();
    }
}
