namespace GridFlow.Deployment;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>A file's whole path.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>A file's text.</summary>
    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GridFlow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("GridFlow.sln is not above the test's folder.");
        }

        return folder.FullName;
    }
}
