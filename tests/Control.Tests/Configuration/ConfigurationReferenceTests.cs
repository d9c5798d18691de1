using Xunit;

namespace GridFlow.Control.Tests.Configuration;

public class ConfigurationReferenceTests
{
    [Fact]
    public void Render_AllSections_EqualsThePageInDocs()
    {
        var page = Path.Combine(RepositoryRoot(), "docs", "configuration.md");
        var rendered = ConfigurationReference.Render();
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(page, rendered);
        }

        Assert.Equal(rendered, File.ReadAllText(page));
    }

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
