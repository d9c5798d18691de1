using System.Runtime.CompilerServices;

namespace GridFlow.Deployment;

/// <summary>Where the files lie that are not built.</summary>
internal static class RepositoryRoot
{
    /// <summary>A path below the root.</summary>
    public static string File(string path) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", path));

    /// <summary>Text of a file below the root.</summary>
    public static string Read(string path) => System.IO.File.ReadAllText(File(path));

    private static string Here([CallerFilePath] string path = "") => path;
}
