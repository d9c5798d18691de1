using Xunit;

namespace GridFlow.Control.Services.OpenApi;

/// <summary>Text that others rely on, beside the test that compares it. <c>GRIDFLOW_UPDATE_GOLDEN=1 dotnet test</c> writes it anew.</summary>
internal static class GoldenFile
{
    /// <summary>A file in this folder.</summary>
    public static string PathOf(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GridFlow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("GridFlow.sln is not above the test's folder.");
        }

        return Path.Combine(folder.FullName, "tests", "Control.Tests", "Services", "OpenApi", name);
    }

    public static void AssertEqual(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing: GRIDFLOW_UPDATE_GOLDEN=1 dotnet test writes it");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
