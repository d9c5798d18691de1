using Xunit;

namespace GridFlow.Integration.Faults;

/// <summary>Needs no servers.</summary>
public sealed class FaultTableTests
{
    [Fact]
    public void Render_AllFaults_EqualsTheTableInDocs()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "delivery.md");
        var page = File.ReadAllText(path);
        var expected = FaultTable.Into(page, FaultTable.Render());
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void Into_PageWithoutMarkers_Throws() => Assert.Throws<FormatException>(() => FaultTable.Into("# A page", FaultTable.Render()));

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GridFlow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("GridFlow.sln is not above the test's folder.");
        }

        return folder.FullName;
    }
}
