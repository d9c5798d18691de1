using System.Globalization;
using System.Runtime.InteropServices;
using GridFlow.Control.Configuration;
using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>What the figures depend on besides the program.</summary>
internal static class RunEnvironment
{
    public static IReadOnlyDictionary<string, string> Describe(RunOptions options) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        ["kafka"] = options.BootstrapServers ?? "embedded broker (librdkafka's mock), at-least-once",
        ["memory"] = FormattableString.Invariant($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.#} GB"),
        ["registry"] = options.RegistryUrl ?? "in this process",
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}".ToLowerInvariant(),
    };

    /// <summary>The command line as it can be shown to anybody.</summary>
    public static string CommandLine(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Masked).Prepend("gridflow-load"));

    private static string Masked(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && argument.StartsWith("--", StringComparison.Ordinal) && Secrets.IsSecret(argument[..equals]) ? $"{argument[..equals]}=***" : argument;
    }
}
