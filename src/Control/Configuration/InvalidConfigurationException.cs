namespace GridFlow.Control.Configuration;

/// <summary>The configuration cannot be used; all its faults are listed.</summary>
public sealed class InvalidConfigurationException(IReadOnlyList<ConfigurationFault> faults)
    : Exception(Describe(faults))
{
    /// <summary>Every fault, in the order of the sections.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; } = faults;

    private static string Describe(IReadOnlyList<ConfigurationFault> faults) =>
        $"The configuration has {faults.Count} fault{(faults.Count == 1 ? "" : "s")}; nothing was started.\n{string.Join('\n', faults)}";
}
