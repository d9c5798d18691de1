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

    [Theory]
    [InlineData("status-80")]
    [InlineData("anomalies")]
    [InlineData("anomalies-gap")]
    [InlineData("pause")]
    [InlineData("pause-partitions")]
    [InlineData("pause-feeders")]
    [InlineData("threshold-get")]
    [InlineData("checkpoint-now")]
    [InlineData("audit")]
    public void Samples_GoldenTexts_AreWhatThePageShows(string golden) => Assert.Contains(
        File.ReadAllText(Path.Combine(Folder(), "..", "Operator", "Golden", $"{golden}.txt")).TrimEnd('\n'), File.ReadAllText(Page), StringComparison.Ordinal);

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
