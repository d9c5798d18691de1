using System.Globalization;

namespace GridFlow.Integration.Servers;

/// <summary>Where the servers of the tests come from: given by the environment, the kit beside the repository, containers; in this order.</summary>
internal static class ServerDiscovery
{
    public const string KafkaVariable = "GRIDFLOW_TEST_KAFKA";
    public const string RegistryVariable = "GRIDFLOW_TEST_SCHEMA_REGISTRY";
    public const string KitVariable = "GRIDFLOW_TEST_SERVERS";

    /// <summary>Why tests are skipped when there are no servers.</summary>
    public const string NoServers =
        $"no servers: set {KafkaVariable} and {RegistryVariable}, or {KitVariable} (folder of gfserver; default ../shared/servers beside the repository), or start Docker";

    /// <summary>Whether logs and data of servers stay for a look at them, when <c>GRIDFLOW_TEST_KEEP=1</c>.</summary>
    public static bool KeepsFolders { get; } = Environment.GetEnvironmentVariable("GRIDFLOW_TEST_KEEP") == "1";

    /// <summary>Folder of everything that the tests of this process leave on disk; removed at the end.</summary>
    public static string WorkFolder { get; } = Path.Combine(Path.GetTempPath(), $"gridflow-integration-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The kit, or null when there is none.</summary>
    public static ServerKit? FindKit()
    {
        var places = Environment.GetEnvironmentVariable(KitVariable) is { Length: > 0 } given
            ? [given]
            : Ancestors(AppContext.BaseDirectory).Concat(Ancestors(Environment.CurrentDirectory)).Select(folder => Path.Combine(folder, "shared", "servers"));
        return places.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "gfserver"))) is { } found ? new ServerKit(found, WorkFolder) : null;
    }

    /// <summary>Finds or starts the shared servers; null when there is no way to have them.</summary>
    public static async Task<SharedServers?> FindAsync(ServerKit? kit)
    {
        var kafka = Environment.GetEnvironmentVariable(KafkaVariable);
        var registry = Environment.GetEnvironmentVariable(RegistryVariable);
        if (kafka is { Length: > 0 } && registry is { Length: > 0 })
        {
            return new SharedServers(kafka, registry, []);
        }

        return kit is not null ? await FromKitAsync(kit) : await ContainerServers.TryStartAsync();
    }

    private static async Task<SharedServers> FromKitAsync(ServerKit kit)
    {
        var set = kit.NewSet();
        try
        {
            var kafka = set.StartKafkaAsync();
            var registry = set.StartRegistryAsync();
            return new SharedServers((await kafka)["KAFKA_BOOTSTRAP"], await registry, [set]);
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            yield return current.FullName;
        }
    }
}
