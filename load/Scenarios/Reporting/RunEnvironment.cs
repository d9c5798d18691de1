using System.Globalization;
using System.Runtime.InteropServices;
using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>What the figures depend on besides the program.</summary>
internal static class RunEnvironment
{
    public static IReadOnlyDictionary<string, string> Describe(RunOptions options) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        ["kafka"] = options.BootstrapServers is { } servers ? Masked.Text(servers) : "embedded broker (librdkafka's mock), at-least-once",
        ["memory"] = FormattableString.Invariant($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.#} GB"),
        ["registry"] = options.RegistryUrl is { } address ? Masked.Text(address) : "in this process",
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}".ToLowerInvariant(),
    };

    /// <summary>The command line as it can be shown to anybody.</summary>
    public static string CommandLine(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Masked.Argument).Prepend("gridflow-load"));
}
