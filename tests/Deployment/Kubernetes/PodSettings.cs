using GridFlow.Control.Configuration;
using Microsoft.Extensions.Configuration;

namespace GridFlow.Deployment.Kubernetes;

/// <summary>What gridflow makes of the environment of its pod, read by its own reader.</summary>
internal static class PodSettings
{
    private const string Prefix = "GRIDFLOW_";

    /// <summary>Variables of the pod; values of secrets are stood in for.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Environment(Overlay overlay) =>
        overlay.Settings.Concat(overlay.Container.Env.Select(variable => KeyValuePair.Create(variable.Name, variable.Value ?? "from-a-secret")));

    /// <summary>The settings; throws with every fault.</summary>
    public static GridFlowSettings Read(Overlay overlay)
    {
        var pem = Path.GetTempFileName();
        try
        {
            // Whether the files are there is the cluster's matter.
            var values = Environment(overlay).Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(
                pair => pair.Key[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal),
                pair => pair.Value.StartsWith("/etc/gridflow/tls/", StringComparison.Ordinal) ? pem : pair.Value);
            return SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values!).Build());
        }
        finally
        {
            File.Delete(pem);
        }
    }
}
