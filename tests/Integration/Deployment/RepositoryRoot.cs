using System.Runtime.CompilerServices;

namespace GridFlow.Integration.Deployment;

/// <summary>Where the files lie that are not built.</summary>
internal static class RepositoryRoot
{
    /// <summary>A path below the root.</summary>
    public static string File(string path) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", path));

    private static string Here([CallerFilePath] string path = "") => path;
}
