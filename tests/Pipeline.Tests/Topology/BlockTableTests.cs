using System.Text.RegularExpressions;
using GridFlow.TestKit;
using GridFlow.Topology;

namespace GridFlow.Pipeline.Tests.Topology;

/// <summary>The table in docs/architecture.md names the graph's blocks, in the graph's order.</summary>
public partial class BlockTableTests
{
    [Fact]
    public async Task Blocks_OfTheGraph_AreThoseOfTheTableInDocs()
    {
        await using var driver = new PipelineTestDriver(pipeline: new PipelineOptions { Lanes = 1 });

        var documented = Row().Matches(File.ReadAllText(Page())).Select(row => row.Groups[1].Value.Replace("detect-N", "detect-0", StringComparison.Ordinal));

        Assert.Equal(driver.Blocks.Select(block => block.Name), documented);
        await driver.CompleteAsync();
    }

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GridFlow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("GridFlow.sln is not above the test's folder.");
        }

        return Path.Combine(folder.FullName, "docs", "architecture.md");
    }

    [GeneratedRegex(@"^\| `([a-zA-Z-]+)` \| (?:Transform|Action)Block", RegexOptions.Multiline)]
    private static partial Regex Row();
}
