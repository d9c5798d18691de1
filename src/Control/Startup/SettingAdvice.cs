using GridFlow.Control.Configuration;

namespace GridFlow.Control.Startup;

/// <summary>Says how a setting is changed.</summary>
internal static class SettingAdvice
{
    public static string For(string key) => $"Set another with --{key}=…, {ConfigurationFault.EnvironmentName(key)}=… or {key} in appsettings.json.";
}
