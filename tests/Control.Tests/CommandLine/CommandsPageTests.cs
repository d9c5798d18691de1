using Xunit;

namespace GridFlow.Control.CommandLine;

/// <summary>The page <c>docs/commands.md</c> against the code.</summary>
public sealed class CommandsPageTests
{
    private static readonly string Page = Path.Combine(Folder(), "..", "..", "..", "docs", "commands.md");

    [Fact]
    public void Reference_EveryCommandAndOption_EqualsThePage()
    {
        var text = File.ReadAllText(Page);
        var written = text.IndexOf(CommandReference.Marker, StringComparison.Ordinal);
        Assert.True(written >= 0, $"{Page} has lost the line {CommandReference.Marker}");
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            text = text[..written] + CommandReference.Render();
            File.WriteAllText(Page, text);
        }

        Assert.Equal(CommandReference.Render(), text[written..]);
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
