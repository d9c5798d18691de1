namespace GridFlow.Control.Configuration;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Key">As typed, for example <c>Detection:Voltage:Resolution</c>.</param>
/// <param name="Value">What was found; null when nothing was, or when it must not be shown.</param>
/// <param name="Source">Where it was found, for example <c>command line</c>.</param>
/// <param name="Problem">What is allowed, or what else is wrong.</param>
/// <param name="Exists">Whether there is such a setting, so that saying how to set it helps.</param>
public sealed record ConfigurationFault(string Key, string? Value, string Source, string Problem, bool Exists = true)
{
    /// <summary>What was found where, what is allowed, how to set it.</summary>
    public override string ToString()
    {
        var found = Value is null ? "" : $" = \"{Value}\"";
        var advice = Exists ? $"\n      set --{Key}=… or {EnvironmentName(Key)}=… or appsettings.json" : "";
        return $"  {Key}{found}  ({Source})\n      {Problem}{advice}";
    }

    /// <summary>Name of the environment variable that sets <paramref name="key"/>.</summary>
    public static string EnvironmentName(string key) => "GRIDFLOW_" + key.Replace(":", "__", StringComparison.Ordinal);
}
