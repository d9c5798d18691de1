using System.Reflection;

namespace GridFlow.Telemetry;

/// <summary>Version of this program.</summary>
public static class ProductVersion
{
    /// <summary>For example <c>0.1.0</c>; without the commit that the SDK appends.</summary>
    public static string Text { get; } = (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
