using System.Reflection;

namespace GridFlow.Integration.Programs;

/// <summary>The programs under test, where the build put them.</summary>
internal static class ProgramPaths
{
    /// <summary>Runs a program: <c>dotnet PATH</c>.</summary>
    public const string Host = "dotnet";

    public static string GridFlow { get; } = Of("gridflow");

    public static string Generator { get; } = Of("gridflow-generator");

    public static string Load { get; } = Of("gridflow-load");

    private static string Of(string name) =>
        typeof(ProgramPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
